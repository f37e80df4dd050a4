import { createHash, randomBytes } from 'node:crypto';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ComponentBinary } from '#core/ports/components.ts';
import type { StepReport } from '#core/ports/operation-context.ts';
import { contextOf } from '../contract/engine-bench.ts';
import { createEngineImages } from './engine-images.ts';
import { BUSYBOX, connect, type DockerWorldOfTests, isPossible, makeWorld } from './testing/docker-world.ts';

describe.skipIf(!isPossible)('images in Docker', { timeout: 60_000 }, () => {
  let folder: string;
  let world: DockerWorldOfTests;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sealab-images-'));
    world = await makeWorld();
  });
  afterEach(async () => {
    const images = createEngineImages({ connect });
    const mine = (await images.list()).filter(({ version }) => version === 'images-test');
    await images.remove(
      mine.map(({ reference }) => reference),
      contextOf(),
    );
    await rm(folder, { recursive: true });
  });

  /** A copy of busybox that no other test has: bytes after the end of a program do not matter to it. */
  async function binary(component: 'vault' | 'kes' = 'vault'): Promise<ComponentBinary> {
    const path = join(folder, component);
    const content = Buffer.concat([await readFile(BUSYBOX), randomBytes(16)]);
    await writeFile(path, content);
    const sha256 = createHash('sha256').update(content).digest('hex');
    return { component, version: 'images-test', path, sha256, source: 'given' };
  }

  it('are made once for all who want them at once, with progress', async () => {
    const vault = await binary();
    expect(await world.engine.isPrepared(vault)).toBe(false);
    const reports: StepReport[] = [];
    const context = { ...contextOf(), report: (report: StepReport) => void reports.push(report) };
    const programs = await Promise.all([
      world.engine.prepare(vault, context),
      world.engine.prepare(vault, contextOf()),
    ]);
    const reference = `sealab/vault:images-test-${vault.sha256.slice(0, 12)}`;
    expect(programs.map((program) => program.reference)).toEqual([reference, reference]);
    expect(reports.at(-1)).toMatchObject({ done: reports.at(-1)?.total, unit: 'bytes' });
    expect(await world.engine.isPrepared(vault)).toBe(true);
    const image = await world.docker.getImage(reference).inspect();
    expect(image.Config).toMatchObject({ User: '1000:1000', Entrypoint: ['/usr/bin/vault'] });
    // What the file is then does not matter any more.
    await rm(vault.path);
    expect(await world.engine.prepare(vault, contextOf())).toMatchObject({ reference });
  });

  it('are refused for what cannot run in one', async () => {
    const vault = await binary();
    const path = join(folder, 'other');
    await copyFile(process.execPath, path);
    await expect(
      world.engine.prepare({ ...vault, path, sha256: '1'.repeat(64) }, contextOf()),
    ).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining('needs libraries'),
    });
    await writeFile(path, '#!/bin/sh\n');
    await expect(
      world.engine.prepare({ ...vault, path, sha256: '2'.repeat(64) }, contextOf()),
    ).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining('no program for Linux'),
    });
  });

  it('are not made of a binary that is another one than it was', async () => {
    const vault = { ...(await binary()), sha256: '3'.repeat(64) };
    await expect(world.engine.prepare(vault, contextOf())).rejects.toMatchObject({
      code: 'checksum-mismatch',
    });
    expect(await world.engine.isPrepared(vault)).toBe(false);
  });

  it('are given up by the signal', async () => {
    const controller = new AbortController();
    const vault = await binary();
    const context = { signal: controller.signal, report: () => controller.abort() };
    await expect(world.engine.prepare(vault, context)).rejects.toMatchObject({ code: 'cancelled' });
    expect(await world.engine.isPrepared(vault)).toBe(false);
  });

  it('are listed with their use, and removed unless a container has them', async () => {
    const images = createEngineImages({ connect });
    const { reference } = await world.engine.prepare(await binary('kes'), contextOf());
    const container = await world.docker.createContainer({ Image: reference });
    const found = (await images.list()).find((image) => image.reference === reference);
    expect(found).toMatchObject({ component: 'kes', version: 'images-test', containers: 1 });
    expect(Date.parse(found?.createdAt ?? '')).toBeGreaterThan(Date.now() - 60_000);
    await expect(images.remove([reference], contextOf())).rejects.toMatchObject({ code: 'busy' });
    await container.remove();
    expect(await images.remove([reference], contextOf())).toEqual({
      removed: [reference],
      freedBytes: found?.sizeBytes,
    });
    await expect(images.remove(['alpine:latest'], contextOf())).rejects.toMatchObject({ code: 'not-found' });
  });
});
