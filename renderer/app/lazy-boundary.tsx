import { Button } from '@mantine/core';
import { Component, type ErrorInfo, type ReactNode } from 'react';
import { ErrorBlock } from '../ui/error-block.tsx';

interface LazyBoundaryProps {
  /** What could not be fetched, as the start of a sentence: `The palette`. */
  readonly what: string;
  readonly children: ReactNode;
}

/** Catches what fails while a part of the page is fetched or drawn: the rest of the page stays. */
export class LazyBoundary extends Component<LazyBoundaryProps, { readonly message: string | undefined }> {
  override state: { readonly message: string | undefined } = { message: undefined };

  static getDerivedStateFromError(thrown: unknown): { message: string } {
    return { message: thrown instanceof Error ? thrown.message : String(thrown) };
  }

  override componentDidCatch(thrown: unknown, where: ErrorInfo): void {
    console.error(thrown, where.componentStack);
  }

  override render(): ReactNode {
    const { message } = this.state;
    if (message === undefined) return this.props.children;
    return (
      <div className="page-error" role="alert">
        <ErrorBlock
          error={{
            code: 'protocol',
            message: `${this.props.what} could not be shown.`,
            fix: 'Loading the page again fetches it anew. Labs go on as they are.',
            details: { evidence: [message] },
          }}
        >
          <Button onClick={() => window.location.reload()}>Load the page again</Button>
        </ErrorBlock>
      </div>
    );
  }
}
