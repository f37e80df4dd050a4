#!/usr/bin/env node
// Runs on whatever Node a person has: plain JavaScript, no packages, and nothing newer than Node 12 before the check.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 12)) {
  process.stderr.write(
    `Sealab needs Node 20.12 or newer to set itself up, and this is Node ${process.versions.node}.\n` +
      'Install a newer Node (https://nodejs.org) and type the same command again.\n',
  );
  process.exitCode = 2;
} else {
  void import('./bootstrap/main.mjs').then(({ main }) => main(process.argv.slice(2)));
}
