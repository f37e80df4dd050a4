import { Button } from '@mantine/core';
import { Component, type ErrorInfo, type ReactNode } from 'react';
import { toWire, type WireError } from '#shared/errors.ts';
import { ErrorBlock } from '../ui/error-block.tsx';
import { FullScreen } from './full-screen.tsx';

/** Catches what fails while the page is drawn, and says that the labs are not touched by it. */
export class ErrorScreen extends Component<
  { readonly children: ReactNode },
  { readonly error: WireError | undefined }
> {
  override state: { readonly error: WireError | undefined } = { error: undefined };

  static getDerivedStateFromError(thrown: unknown): { error: WireError } {
    return { error: toWire(thrown) };
  }

  override componentDidCatch(thrown: unknown, where: ErrorInfo): void {
    console.error(thrown, where.componentStack);
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    return (
      <FullScreen title="This page stopped">
        <p>The labs go on as they are: only the page failed. Loading it again shows them.</p>
        <ErrorBlock error={{ code: error.code, message: error.message }} />
        <Button variant="filled" onClick={() => window.location.reload()}>
          Load the page again
        </Button>
      </FullScreen>
    );
  }
}
