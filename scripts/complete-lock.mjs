import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './bootstrap/repository.mjs';
import { completeLock, missingPackages } from './lock-file/complete-lock.mjs';

// After every `npm install`: puts back what npm left out, so that `npm ci` works on a machine that has nothing.
const file = join(root, 'package-lock.json');
const lock = JSON.parse(readFileSync(file, 'utf8'));
const missing = missingPackages(lock);
writeFileSync(file, `${JSON.stringify(completeLock(lock), null, 2)}\n`);
console.log(`${missing.length} packages added to package-lock.json`);
