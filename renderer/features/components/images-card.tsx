import { Button } from '@mantine/core';
import { Trash2 } from 'lucide-react';
import type { EngineImage } from '#shared/contract/engines.ts';
import { toWire } from '#shared/errors.ts';
import type { QueryValue } from '../../client/use-query.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ErrorBlock } from '../../ui/error-block.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { SectionCard } from '../../ui/section-card.tsx';
import { countOf, formatSize } from '../../ui/size.ts';

export interface ImagesCardProps {
  readonly images: QueryValue<EngineImage[]>;
  readonly isBusy: boolean;
  readonly onRemoveUnused: () => void;
}

/** The images that Sealab made of its components, in the engine. */
export function ImagesCard({ images, isBusy, onRemoveUnused }: ImagesCardProps) {
  const { value, error, reload } = images;
  const unused = (value ?? []).filter(({ containers }) => containers === 0);
  const unusedBytes = unused.reduce((total, { sizeBytes }) => total + sizeBytes, 0);
  return (
    <SectionCard
      className="images-card"
      title="Images in Docker"
      about="made of the components above, without a builder; a lab on Docker starts from them"
      aside={
        unused.length === 0 ? null : (
          <Button
            size="xs"
            leftSection={<Trash2 size={15} aria-hidden />}
            disabled={isBusy}
            onClick={onRemoveUnused}
          >
            Remove {countOf(unused.length, 'unused one', 'unused ones')}, {formatSize(unusedBytes)}
          </Button>
        )
      }
    >
      {error === undefined ? null : (
        <ErrorBlock error={toWire(error)}>
          <Button onClick={reload}>Read again</Button>
        </ErrorBlock>
      )}
      {value === undefined ? (
        error === undefined ? (
          <LoadingRows what="Reading the images" count={3} />
        ) : null
      ) : value.length === 0 ? (
        <p className="images-none">
          No image of Sealab’s is in Docker. The first lab on Docker makes them in seconds.
        </p>
      ) : (
        <ImageTable images={value} />
      )}
    </SectionCard>
  );
}

function ImageTable({ images }: { images: readonly EngineImage[] }) {
  return (
    <table className="table place-table images-table">
      <thead>
        <tr>
          <th>Image</th>
          <th>Component</th>
          <th>Used by</th>
          <th className="components-number">Size</th>
        </tr>
      </thead>
      <tbody>
        {images.map(({ reference, component, version, sizeBytes, containers }) => (
          <tr key={reference}>
            <th scope="row">
              <span className="place-line">
                <code>{reference}</code>
                <CopyButton text={reference} label={`Copy the name of image ${reference}`} />
              </span>
            </th>
            <td>
              {component} {version}
            </td>
            <td>{containers === 0 ? 'nothing' : countOf(containers, 'container')}</td>
            <td className="components-number">{formatSize(sizeBytes)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
