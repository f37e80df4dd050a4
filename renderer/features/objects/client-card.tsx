import { Button } from '@mantine/core';
import { Laptop } from 'lucide-react';
import type { Ref } from 'react';
import type { ClientView, EncryptionMode } from '#shared/contract/objects.ts';
import { toWire } from '#shared/errors.ts';
import type { QueryValue } from '../../client/use-query.ts';
import { ErrorBlock } from '../../ui/error-block.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { MonoLine } from '../../ui/mono-line.tsx';
import { FieldList } from './field-list.tsx';
import { FieldRow } from './field-row.tsx';
import { contextText, headerWords, sortHeaders } from './header-words.ts';
import { ViewCard } from './view-card.tsx';

export interface ClientCardProps {
  readonly head: QueryValue<ClientView>;
  /** How the object is stored; the answer's own word where that is not known. */
  readonly mode: EncryptionMode | undefined;
  readonly line: string;
  /** Why nothing was asked: a delete marker, or a customer key that has to be chosen first. */
  readonly reason: string | undefined;
  readonly ref: Ref<HTMLElement>;
}

/** What any S3 client gets to see: the headers of a HEAD request, as they came. */
export function ClientCard({ head, mode, line, reason, ref }: ClientCardProps) {
  const { value, error } = head;
  return (
    <ViewCard
      ref={ref}
      title="What a client sees"
      about={value === undefined ? 'HEAD' : `HEAD, ${value.headers.length} headers`}
      icon={Laptop}
      className="client-card"
      foot={<MonoLine command={line} />}
    >
      {reason === undefined ? null : <p className="view-reason">{reason}</p>}
      {error === undefined ? null : (
        <ErrorBlock error={toWire(error)}>
          <Button onClick={head.reload}>Ask again</Button>
        </ErrorBlock>
      )}
      {value === undefined && error === undefined && reason === undefined ? (
        <div className="view-loading">
          <LoadingRows what="Asking for the headers" count={7} />
        </div>
      ) : null}
      {value === undefined || reason !== undefined || error !== undefined ? null : (
        <FieldList label="Headers of the answer">
          {sortHeaders(value.headers).map(({ name, value: text }) => {
            const words = headerWords({ name, value: text }, mode ?? value.encryption);
            const context = /-encryption-context$/i.test(name) ? contextText(text) : undefined;
            return (
              <FieldRow
                key={name}
                name={name}
                value={text}
                {...words}
                meaning={context === undefined ? words.meaning : `${context}, sent by the client`}
              />
            );
          })}
        </FieldList>
      )}
    </ViewCard>
  );
}
