import { createDockerEngine } from '../docker-engine.ts';
import { connect, toolbox } from './docker-world.ts';

/** Arguments: the home's id, the reference of an image with busybox. Opens a drive and a terminal, says so, and stays. */
const [homeId = '', reference = ''] = process.argv.slice(2);
const engine = createDockerEngine({ connect, homeId, toolbox });
await engine.drives.files('one', 'minio1', '');
await engine.openTerminal(
  'one',
  {
    program: { component: 'vault', version: 'test', reference },
    args: ['sh'],
    environment: {},
    size: { columns: 80, rows: 24 },
  },
  { signal: new AbortController().signal, report: () => undefined },
);
process.stdout.write('holds\n');
setInterval(() => undefined, 1_000);
