import { Fragment } from 'react';
import { useObjectsLab } from './objects-lab.tsx';
import { foldersTo, nameOf, type ObjectsPlace } from './places.ts';
import './crumbs.css';

/** The way here: all buckets, the bucket, each folder. */
export function Crumbs({ bucket, prefix }: { bucket: string | undefined; prefix: string }) {
  const { hrefOf } = useObjectsLab();
  const steps: readonly { readonly word: string; readonly place: ObjectsPlace }[] = [
    { word: 'Objects', place: { kind: 'buckets' } },
    ...(bucket === undefined
      ? []
      : [{ word: bucket, place: { kind: 'bucket', bucket, prefix: '' } } as const]),
    ...(bucket === undefined
      ? []
      : foldersTo(prefix).map(
          (folder) =>
            ({
              word: nameOf(folder).slice(0, -1),
              place: { kind: 'bucket', bucket, prefix: folder },
            }) as const,
        )),
  ];
  return (
    <nav className="crumbs" aria-label="Way here">
      {steps.map(({ word, place }, index) => (
        <Fragment key={`${index}-${word}`}>
          {index === 0 ? null : <span aria-hidden>›</span>}
          <a href={hrefOf(place)}>{word === '' ? '(empty)' : word}</a>
        </Fragment>
      ))}
    </nav>
  );
}
