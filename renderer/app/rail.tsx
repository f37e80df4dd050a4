import { hashOf, useRoute } from './navigation.ts';
import { placeOf, RAIL_PLACES, routeOf } from './rail-places.ts';
import './rail.css';

/** The places of the window, one under the other. `lab` is the one that was shown last. */
export function Rail({ lab }: { lab: string | undefined }) {
  const here = placeOf(useRoute());
  return (
    <nav className="rail" aria-label="Places">
      <ul>
        {RAIL_PLACES.map(({ id, word, icon: Icon, isLast }, index) => (
          <li key={id} className={isLast ? 'rail-last' : undefined}>
            <a
              className="rail-place"
              href={hashOf(routeOf(id, lab))}
              aria-current={id === here ? 'page' : undefined}
              title={`${word} (Alt+${index + 1})`}
            >
              <Icon size={20} aria-hidden />
              <span>{word}</span>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
