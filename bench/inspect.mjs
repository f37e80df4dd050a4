// `npm run bench:inspect [RUNS] [SIZE_MIB]`: `sealab inspect --decrypt` of one object from the drives to a file, against `mc cat` of the
// same object to a file over TLS, interleaved; on one drive and on four, put in parts (as mc does) and in one piece (with
// an MD5 to compare). Whole processes. Every bitrot hash of every shard and every tag is checked. Prints ratios, peak memory, and
// processor time (of mc cat with that of MinIO), which says more than seconds where others use the machine.
import { spawn } from 'node:child_process';
import { createHash, randomFillSync } from 'node:crypto';
import { closeSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { leaseBuild } from '../scripts/bootstrap/build.mjs';
import {
  binariesFolder,
  builtFile,
  machineLine,
  median,
  ratio,
  scratchFolder,
  seconds,
  timed,
} from './measure.mjs';

const [runs, sizeMiB] = [Number(process.argv[2] ?? 5), Number(process.argv[3] ?? 1024)];
const binaries = await binariesFolder();
const scratch = scratchFolder('inspect');
const env = {
  ...process.env,
  SEALAB_HOME: join(scratch, 'home'),
  SEALAB_CACHE: join(scratch, 'cache'),
  SEALAB_BINARIES: binaries,
};
const cli = await builtFile('cli.js');
// Another build in this clone would remove it.
process.on('exit', leaseBuild({ id: '', folder: dirname(dirname(cli)) }));
const sealab = async (...args) => await timed(process.execPath, [cli, ...args], { env });

/** A file of random bytes, and its SHA-256. */
function writeSource(path) {
  const hash = createHash('sha256');
  const file = openSync(path, 'w', 0o600);
  const block = Buffer.alloc(1024 ** 2);
  for (let written = 0; written < sizeMiB; written += 1) {
    hash.update(randomFillSync(block));
    writeSync(file, block);
  }
  closeSync(file);
  return hash.digest('hex');
}

/** Processor time of a process in seconds so far; Linux counts in hundredths. */
function processorSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** That of all MinIO nodes of this benchmark. */
function serverSeconds() {
  let sum = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      if (line.startsWith(join(binaries, 'minio')) && line.includes(scratch)) sum += processorSeconds(pid);
    } catch {
      // It has ended meanwhile.
    }
  }
  return sum;
}

/** Runs a program with its output in a file, and follows its peak of resident memory (VmHWM) and its processor time. */
async function measured(program, args, { output, environment }) {
  const file = openSync(output, 'w', 0o600);
  const start = performance.now();
  const child = spawn(program, args, { env: environment, stdio: ['ignore', file, 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  let peakMiB = 0;
  let processor = 0;
  const serversBefore = serverSeconds();
  const look = () => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      peakMiB = Math.max(peakMiB, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
      processor = processorSeconds(child.pid);
    } catch {
      // It has ended.
    }
  };
  const timer = setInterval(look, 10);
  const code = await new Promise((resolve) => child.on('close', resolve));
  clearInterval(timer);
  closeSync(file);
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}:\n${stderr.slice(-2000)}`);
  const ms = performance.now() - start;
  return { ms, peakMiB, processor: processor + serverSeconds() - serversBefore };
}

/** The variables of `sealab env`. */
async function variablesOf(lab) {
  const { stdout } = await sealab('env', lab);
  const found = [...stdout.matchAll(/^export (\w+)="(.*)"$/gm)].map(([, name, value]) => [name, value]);
  return { ...env, ...Object.fromEntries(found) };
}

async function compare({ lab, object, sha256, environment }) {
  const [catFile, plainFile, report] = ['cat', 'plain', 'report'].map((name) => join(scratch, name));
  const [cats, inspects, ratios, peaks, processor] = [[], [], [], [], { cat: [], inspect: [] }];
  // Each begins with nothing left to be written to the disk: what the other one wrote is removed, and they take turns in going first.
  const runCat = async () => {
    const cat = await measured(join(binaries, 'mc'), ['cat', `${lab}/${object}`], {
      output: catFile,
      environment,
    });
    rmSync(catFile);
    return cat;
  };
  const runInspect = async () => {
    const inspect = await measured(
      process.execPath,
      ['--max-semi-space-size=1', cli, 'inspect', lab, object, '--decrypt', plainFile, '--json'],
      { output: report, environment },
    );
    const seen = JSON.parse(readFileSync(report, 'utf8')).plaintextSha256;
    if (seen !== sha256) throw new Error(`${object}: SHA-256 ${seen}, not ${sha256}`);
    for (const file of [plainFile, report]) rmSync(file);
    return inspect;
  };
  for (let run = 0; run <= runs; run += 1) {
    const first = run % 2 === 0 ? await runCat() : await runInspect();
    const second = run % 2 === 0 ? await runInspect() : await runCat();
    const [cat, inspect] = run % 2 === 0 ? [first, second] : [second, first];
    if (run === 0) continue;
    cats.push(cat.ms);
    inspects.push(inspect.ms);
    ratios.push(inspect.ms / cat.ms);
    peaks.push(inspect.peakMiB);
    processor.cat.push(cat.processor);
    processor.inspect.push(inspect.processor);
  }
  console.log(`  ${object}: sealab ${seconds(inspects)}, mc cat ${seconds(cats)}, ratio ${ratio(ratios)}`);
  const [own, others] = [median(processor.inspect), median(processor.cat)];
  console.log(
    `    processor time: sealab ${own.toFixed(2)} s, mc cat ${others.toFixed(2)} s, ratio ${(own / others).toFixed(2)}; peak memory of sealab ${Math.round(median(peaks))} MiB`,
  );
}

console.log(machineLine());
const source = join(scratch, 'source');
const sha256 = writeSource(source);
for (const topology of ['standalone', 'distributed']) {
  const lab = `bench-${topology}`;
  try {
    await sealab('up', lab, '--topology', topology, '--engine', 'process', '--json');
    const environment = await variablesOf(lab);
    const mc = async (...args) => await timed(join(binaries, 'mc'), args, { env: environment });
    await mc('mb', '-q', `${lab}/bench`);
    await mc('encrypt', 'set', 'sse-s3', `${lab}/bench`);
    await mc('cp', '-q', source, `${lab}/bench/parts`);
    await mc('cp', '-q', '--disable-multipart', source, `${lab}/bench/one-piece`);
    console.log(`${topology}, ${sizeMiB} MiB, ${runs} pairs: median (lowest to highest)`);
    for (const object of ['bench/parts', 'bench/one-piece'])
      await compare({ lab, object, sha256, environment });
  } finally {
    await sealab('rm', lab, '--yes');
  }
}
