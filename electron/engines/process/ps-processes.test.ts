import { describe, expect, it } from 'vitest';
import type { StartIntent } from '#core/ports/engine.ts';
import { ownedAmong, parsePs } from './ps-processes.ts';

const OUTPUT = `    1     1 Ss     9012 Mon Nov 16 08:00:00 2026     /sbin/launchd
  812   812 S     98304 Sat Nov 21 10:00:05 2026     /Users/ann/Library/Caches/sealab/minio server --address 127.0.0.1:20001 /data
  813   813 T      1024 Sat Nov 21 10:00:06 2026     /bin/kes server
  814   814 Z         0 Sat Nov 21 10:00:06 2026     (kes)
`;
const at = (time: string): number => Date.parse(`Nov 21 2026 ${time}`);

function intent(id: string, moment: number): StartIntent {
  const args = ['server', '--address', '127.0.0.1:20001', '/data'];
  const reference = '/Users/ann/Library/Caches/sealab/minio';
  return { id, lab: 'demo', service: 'minio', reference, args, moment: `1763000000:${moment}` };
}

describe('the processes that ps lists', () => {
  const processes = parsePs(OUTPUT);

  it('have a pid, a state, memory and a start, and zombies are left out', () => {
    expect(processes.map(({ pid, state, memoryBytes }) => [pid, state, memoryBytes])).toEqual([
      [1, 'running', 9012 * 1024],
      [812, 'running', 98304 * 1024],
      [813, 'paused', 1024 * 1024],
    ]);
    expect(processes[1]?.started).toBe(at('10:00:05'));
  });

  it('belong to the newest intent that could have started them', () => {
    const older = intent('older', at('09:00:00'));
    const newer = intent('newer', at('10:00:05') + 900);
    const later = intent('later', at('10:00:30'));
    expect([...ownedAmong(processes, [older, newer, later]).keys()]).toEqual(['newer']);
    expect([...ownedAmong(processes, [older]).keys()]).toEqual(['older']);
    expect(ownedAmong(processes, [later]).size).toBe(0);
  });

  it('are not ours with other arguments', () => {
    expect(ownedAmong(processes, [{ ...intent('a', 0), args: ['server'] }]).size).toBe(0);
  });
});
