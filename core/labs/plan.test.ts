import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ComposeFile, ComposeService } from './compose-file.ts';
import type { LabFacts } from './facts.ts';
import { type LabPlan, type PlanStep, planUp } from './plan.ts';

function service(name: string, component: ComposeService['component']): ComposeService {
  return { name, component, ports: {}, command: [], environment: {}, files: [], volumes: [], dependsOn: [] };
}

const composeOf = (nodes: readonly string[]): ComposeFile => ({
  title: '',
  summary: '',
  services: [
    service('vault', 'vault'),
    service('kes', 'kes'),
    ...nodes.map((node) => service(node, 'minio')),
  ],
});
const standalone = composeOf(['minio']);
const distributed = composeOf(['minio1', 'minio2', 'minio3', 'minio4']);

const nothing: LabFacts = {
  hasFolder: false,
  missingComponents: [],
  missingImages: [],
  hasPorts: false,
  hasAuthority: false,
  hasCertificates: false,
  hasShares: false,
  hasKeyStore: false,
  running: new Set(),
  vault: 'unknown',
};
const stopped: LabFacts = {
  ...nothing,
  hasFolder: true,
  hasPorts: true,
  hasAuthority: true,
  hasCertificates: true,
  hasShares: true,
  hasKeyStore: true,
};
const running: LabFacts = { ...stopped, running: new Set(['vault', 'kes', 'minio']), vault: 'active' };

const idsOf = ({ steps }: LabPlan): readonly string[] => steps.map((step) => step.id);

describe('the plan', () => {
  it('of a new lab has every step once', () => {
    expect(idsOf(planUp({ compose: standalone, facts: nothing }))).toEqual([
      'folder',
      'ports',
      'authority',
      'certificates',
      'start-vault',
      'initialise',
      'unseal',
      'key-store',
      'start-kes',
      'kes-key',
      'start-minio',
      'quorum',
      'prove',
    ]);
  });

  it('of a running lab only waits for the quorum and proves', () => {
    expect(idsOf(planUp({ compose: standalone, facts: running }))).toEqual(['quorum', 'prove']);
  });

  it.each<[string, Partial<LabFacts>, readonly string[]]>([
    [
      'a stopped lab starts and unseals',
      { running: new Set(), vault: 'unknown' },
      ['ports', 'start-vault', 'unseal', 'start-kes', 'kes-key', 'start-minio', 'quorum', 'prove'],
    ],
    ['a sealed Vault is only unsealed', { vault: 'sealed' }, ['unseal', 'quorum', 'prove']],
    [
      'a dead KES is only started',
      { running: new Set(['vault', 'minio']) },
      ['ports', 'start-kes', 'kes-key', 'quorum', 'prove'],
    ],
    [
      'a dead MinIO is only started',
      { running: new Set(['vault', 'kes']) },
      ['ports', 'kes-key', 'start-minio', 'quorum', 'prove'],
    ],
    [
      'shares that were never kept are made anew',
      { hasShares: false, hasKeyStore: false, vault: 'sealed' },
      ['initialise', 'unseal', 'key-store', 'quorum', 'prove'],
    ],
  ])('%s', (_what, change, ids) => {
    expect(idsOf(planUp({ compose: standalone, facts: { ...running, ...change } }))).toEqual(ids);
  });

  it('starts only the nodes of an erasure set that are down', () => {
    const facts = { ...running, running: new Set(['vault', 'kes', 'minio1', 'minio3']) };
    expect(idsOf(planUp({ compose: distributed, facts }))).toEqual([
      'ports',
      'kes-key',
      'start-minio2',
      'start-minio4',
      'quorum',
      'prove',
    ]);
  });

  it('builds a missing program before it starts its service, and lets the others go on', () => {
    const missing = {
      component: 'minio' as const,
      version: '1',
      buildSeconds: 129,
      buildBytes: 0,
      sizeBytes: 1,
    };
    const { steps } = planUp({ compose: standalone, facts: { ...nothing, missingComponents: [missing] } });
    const needsOf = (id: string): readonly string[] => steps.find((step) => step.id === id)?.needs ?? [];
    expect(needsOf('start-minio')).toContain('component-minio');
    expect(needsOf('start-vault')).not.toContain('component-minio');
    expect(steps.find((step) => step.id === 'component-minio')?.weight).toBe(129);
  });
});

/** What a step leaves behind, as `observeFacts` would see it. */
function effectOf(step: PlanStep, facts: LabFacts): LabFacts {
  switch (step.kind) {
    case 'folder':
      return { ...facts, hasFolder: true };
    case 'component':
      return {
        ...facts,
        missingComponents: facts.missingComponents.filter(
          (known) => known.component !== step.component?.component,
        ),
      };
    case 'ports':
      return { ...facts, hasPorts: true };
    case 'authority':
      return { ...facts, hasAuthority: true };
    case 'certificates':
      return { ...facts, hasCertificates: facts.hasAuthority };
    case 'start': {
      const vault = step.service !== 'vault' ? facts.vault : facts.hasShares ? 'sealed' : 'uninitialised';
      return { ...facts, running: new Set([...facts.running, step.service ?? '']), vault };
    }
    case 'image':
      return {
        ...facts,
        missingImages: facts.missingImages.filter(({ component }) => component !== step.component?.component),
      };
    case 'initialise':
      return { ...facts, hasShares: true, vault: 'sealed' };
    case 'unseal':
      return { ...facts, vault: 'active' };
    case 'key-store':
      return { ...facts, hasKeyStore: true };
    case 'kes-key':
    case 'quorum':
    case 'prove':
      return facts;
    default:
      return step.kind satisfies never;
  }
}

const everything = fc.constantFrom(standalone, distributed).chain((compose) => {
  const names = compose.services.map((known) => known.name);
  const missing = fc.subarray(['vault', 'kes', 'minio'] as const).map((components) =>
    components.map((component) => ({
      component,
      version: '1',
      buildSeconds: 60,
      buildBytes: 0,
      sizeBytes: 1,
    })),
  );
  return fc
    .record({
      flags: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
      missing,
      images: fc.subarray(['vault', 'kes', 'minio', 'toolbox'] as const),
      up: fc.subarray(names),
      vault: fc.constantFrom(
        'uninitialised' as const,
        'sealed' as const,
        'active' as const,
        'unknown' as const,
      ),
    })
    .map(({ flags, missing: missingComponents, images, up, vault }) => {
      const [
        hasFolder = false,
        hasPorts = false,
        hasAuthority = false,
        hasLeafs = false,
        hasShares = false,
        hasKeyStore = false,
      ] = flags;
      const facts: LabFacts = {
        hasFolder,
        missingComponents,
        missingImages: images.map((component) => ({ component, version: '1' })),
        hasPorts,
        hasAuthority,
        hasCertificates: hasAuthority && hasLeafs,
        hasShares,
        hasKeyStore: hasShares && hasKeyStore,
        running: new Set(up),
        vault: up.includes('vault') ? vault : 'unknown',
      };
      return { compose, facts };
    });
});

function applied(plan: LabPlan, facts: LabFacts, count = plan.steps.length): LabFacts {
  return plan.steps.slice(0, count).reduce((seen, step) => effectOf(step, seen), facts);
}

describe('from any state', () => {
  it('the needs of a step name earlier steps of the same plan', () => {
    fc.assert(
      fc.property(everything, (input) => {
        const { steps } = planUp(input);
        const earlier = new Set<string>();
        for (const step of steps) {
          for (const need of step.needs) expect(earlier).toContain(need);
          expect(earlier).not.toContain(step.id);
          earlier.add(step.id);
        }
      }),
    );
  });

  it('whoever talks to a service waits until the ports are known', () => {
    fc.assert(
      fc.property(everything, (input) => {
        const { steps } = planUp(input);
        if (!steps.some(({ kind }) => kind === 'ports')) return;
        const after = new Set(['ports']);
        for (const step of steps) if (step.needs.some((need) => after.has(need))) after.add(step.id);
        const apart = new Set(['folder', 'component', 'image', 'ports', 'authority', 'certificates']);
        for (const step of steps) if (!apart.has(step.kind)) expect(after).toContain(step.id);
      }),
    );
  });

  it('the whole plan ends in a lab that runs, and then only the quorum and the proof are left', () => {
    fc.assert(
      fc.property(everything, (input) => {
        const end = applied(planUp(input), input.facts);
        expect(idsOf(planUp({ compose: input.compose, facts: end }))).toEqual(['quorum', 'prove']);
      }),
    );
  });

  it('stopped after any of its steps, planning again ends in the same state', () => {
    fc.assert(
      fc.property(everything, fc.nat(30), (input, count) => {
        const plan = planUp(input);
        const half = applied(plan, input.facts, count);
        const again = planUp({ compose: input.compose, facts: half });
        const end = applied(plan, input.facts);
        expect(applied(again, half)).toEqual(end);
        for (const id of idsOf(again)) expect([...idsOf(plan)]).toContain(id);
      }),
    );
  });

  it('no step is planned whose effect is there', () => {
    fc.assert(
      fc.property(everything, (input) => {
        const { facts } = input;
        const ids = idsOf(planUp(input));
        for (const name of facts.running) expect(ids).not.toContain(`start-${name}`);
        const done: readonly (readonly [string, boolean])[] = [
          ['folder', facts.hasFolder],
          ['authority', facts.hasAuthority],
          ['certificates', facts.hasCertificates],
          ['initialise', facts.hasShares],
          ['unseal', facts.vault === 'active' && facts.hasShares],
          ['key-store', facts.hasKeyStore],
        ];
        for (const [id, isThere] of done) expect(ids.includes(id), id).toBe(!isThere);
      }),
    );
  });

  it('nothing is started before what it depends on', () => {
    fc.assert(
      fc.property(everything, (input) => {
        const { steps } = planUp(input);
        const closure = (id: string): ReadonlySet<string> => {
          const needs = steps.find((step) => step.id === id)?.needs ?? [];
          return new Set([...needs, ...needs.flatMap((need) => [...closure(need)])]);
        };
        const ids = new Set(idsOf({ steps }));
        const expectAfter = (id: string, before: string): void => {
          if (ids.has(id) && ids.has(before))
            expect([...closure(id)], `${id} after ${before}`).toContain(before);
        };
        for (const start of [
          'start-vault',
          'start-kes',
          ...input.compose.services.map(({ name }) => `start-${name}`),
        ])
          expectAfter(start, 'ports');
        for (const step of ['unseal', 'key-store', 'certificates']) expectAfter('start-kes', step);
        for (const step of ['start-kes', 'kes-key', 'certificates', 'unseal']) {
          expectAfter('start-minio', step);
          expectAfter('start-minio1', step);
        }
        for (const id of ids)
          if (id !== 'prove' && !id.startsWith('component') && id !== 'folder' && id !== 'ports')
            expectAfter('prove', id === 'certificates' || id === 'authority' ? 'quorum' : id);
      }),
    );
  });
});
