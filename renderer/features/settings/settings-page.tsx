import { toWire } from '#shared/errors.ts';
import { ErrorBlock } from '../../ui/error-block.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { SectionCard } from '../../ui/section-card.tsx';
import { KEY_LINES } from '../keyboard/key-lines.ts';
import { KeyList } from '../keyboard/key-list.tsx';
import { AppearanceCard } from './appearance-card.tsx';
import { EngineCard } from './engine-card.tsx';
import { FoldersCard } from './folders-card.tsx';
import { MirrorCard } from './mirror-card.tsx';
import { PortsCard } from './ports-card.tsx';
import { useSettings } from './settings-context.tsx';
import { SharedScreenCard } from './shared-screen-card.tsx';
import { useSavedChange } from './use-saved-change.tsx';
import './settings-page.css';

/** What a person decides for all labs, saved at once, and for this window. */
export function SettingsPage() {
  const { value, error } = useSettings();
  const { save, problem } = useSavedChange();
  const shown = problem ?? (error === undefined ? undefined : toWire(error));
  return (
    <>
      <PageHead
        title="Settings"
        about="Saved at once, for every window and the command line. Labs that exist stay as they are."
      />
      {shown === undefined ? null : (
        <div className="page-error">
          <ErrorBlock error={shown} />
        </div>
      )}
      <div className="settings-columns">
        <div className="settings-column">
          {value === undefined ? (
            <SectionCard title="Settings of all labs">
              <LoadingRows what="Reading the settings" count={8} />
            </SectionCard>
          ) : (
            <>
              <EngineCard engine={value.engine} onSave={(engine) => save({ engine })} />
              <PortsCard shift={value.portShift} onSave={(portShift) => save({ portShift })} />
              <MirrorCard
                mirror={value.registryMirror}
                onSave={(registryMirror) => save({ registryMirror })}
              />
            </>
          )}
        </div>
        <div className="settings-column">
          <AppearanceCard />
          {value === undefined ? null : (
            <SharedScreenCard isOn={value.sharedScreen} onSave={(sharedScreen) => save({ sharedScreen })} />
          )}
          <FoldersCard />
          <SectionCard title="Keys">
            <KeyList lines={KEY_LINES} />
          </SectionCard>
        </div>
      </div>
    </>
  );
}
