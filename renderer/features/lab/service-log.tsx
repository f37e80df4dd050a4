import { useEffect, useRef, useState } from 'react';
import { CopyButton } from '../../ui/copy-button.tsx';
import { FilterField } from '../../ui/filter-field.tsx';

export interface ServiceLogProps {
  readonly lines: readonly string[];
  readonly service: string;
  /** Whether new lines come by themselves now. */
  readonly isFollowed: boolean;
}

/** The newest lines of a service's log: filtered, wrapped, followed. */
export function ServiceLog({ lines, service, isFollowed }: ServiceLogProps) {
  const [filter, setFilter] = useState('');
  const [follows, setFollows] = useState(true);
  const [wraps, setWraps] = useState(true);
  const [held, setHeld] = useState<readonly string[]>([]);
  const place = useRef<HTMLTextAreaElement>(null);
  const source = follows ? lines : held;
  const wanted = filter.trim().toLowerCase();
  const shown = wanted === '' ? source : source.filter((line) => line.toLowerCase().includes(wanted));
  const text = shown.join('\n');

  useEffect(() => {
    const element = place.current;
    if (follows && element !== null) element.scrollTop = element.scrollHeight;
  }, [text, follows]);

  return (
    <section className="service-log" aria-label={`Log of ${service}`}>
      <header className="service-log-head">
        <h3>Log</h3>
        <span className="fact-more">
          {shown.length} of the last {source.length} lines{isFollowed ? '' : ', not followed now'}
        </span>
        <CopyButton text={text} label="Copy the lines shown" />
      </header>
      <div className="service-log-tools">
        <FilterField label="Filter the log" value={filter} onChange={setFilter} />
        <Tick
          label="Follow"
          isOn={follows}
          onChange={(on) => {
            setHeld(lines);
            setFollows(on);
          }}
        />
        <Tick label="Wrap" isOn={wraps} onChange={setWraps} />
      </div>
      <textarea
        ref={place}
        className="service-lines"
        aria-label={`Lines of ${service}`}
        readOnly
        wrap={wraps ? 'soft' : 'off'}
        spellCheck={false}
        value={text}
        placeholder={source.length === 0 ? 'Nothing was written yet.' : 'No line has this text.'}
      />
    </section>
  );
}

function Tick({ label, isOn, onChange }: { label: string; isOn: boolean; onChange: (on: boolean) => void }) {
  return (
    <label className="service-tick">
      <input type="checkbox" checked={isOn} onChange={(event) => onChange(event.currentTarget.checked)} />
      {label}
    </label>
  );
}
