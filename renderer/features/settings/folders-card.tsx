import { toWire } from '#shared/errors.ts';
import { useQuery } from '../../client/use-query.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ErrorBlock } from '../../ui/error-block.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { SectionCard } from '../../ui/section-card.tsx';

/** Where Sealab keeps things, and why there. */
export function FoldersCard() {
  const { value, error } = useQuery('system.about', {});
  return (
    <SectionCard
      title="Folders"
      {...(value === undefined ? {} : { about: `Sealab ${value.version}, ${value.platform}` })}
    >
      {error === undefined ? null : <ErrorBlock error={toWire(error)} />}
      {value === undefined ? (
        error === undefined ? (
          <LoadingRows what="Reading the folders" count={3} />
        ) : null
      ) : (
        <div className="settings-fields">
          <Folder name="Labs and settings" path={value.homeFolder} variable="SEALAB_HOME">
            Definitions, secrets, certificates, data. Only you may read it; back up this one.
          </Folder>
          <Folder name="Programs" path={value.cacheFolder} variable="SEALAB_CACHE">
            Can be made again, so it lies where the system may clear it.
          </Folder>
        </div>
      )}
    </SectionCard>
  );
}

interface FolderProps {
  readonly name: string;
  readonly path: string;
  readonly variable: string;
  readonly children: string;
}

function Folder({ name, path, variable, children }: FolderProps) {
  return (
    <div>
      <h3 className="settings-label">{name}</h3>
      <p className="place-line">
        <code>{path}</code>
        <CopyButton text={path} label={`Copy the path of ${name}`} />
      </p>
      <p className="settings-quiet">
        {children} <code>{variable}</code> moves it.
      </p>
    </div>
  );
}
