import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { root } from '../bootstrap/repository.mjs';

/**
 * Writes `docs/test-report.md`: what `npm run test:full` said, of which commit, on which machine.
 * @param {{ table: string, summary: string, skips: readonly string[] }} run
 */
export function writeTestReport({ table, summary, skips }) {
  const gibibytes = Math.round(totalmem() / 1024 ** 3);
  const machine = `${process.platform} ${process.arch}, ${cpus().length} cores, ${gibibytes} GiB, Node ${process.versions.node}`;
  const lines = [
    '# What `npm run test:full` said last',
    '',
    `Commit \`${git('rev-parse', '--short=12', 'HEAD')}\`${git('status', '--porcelain') === '' ? '' : ' with changes'}, ${new Date().toISOString().slice(0, 16)}Z, ${machine}.`,
    'This file is written by that command.',
    '',
    '```',
    table,
    summary,
    '```',
    ...(skips.length === 0 ? [] : ['', 'Skipped:', '', ...skips.map((skip) => `- ${skip}`)]),
    '',
  ];
  writeFileSync(join(root, 'docs', 'test-report.md'), lines.join('\n'));
}

/** @param {string[]} args */
function git(...args) {
  return spawnSync('git', args, { cwd: root, encoding: 'utf8' }).stdout.trim();
}
