import type { TopologyView } from '#shared/contract/details.ts';
import type { LabPorts } from './lab-ports.ts';
import { openLab } from './open-lab.ts';

/** The connections and drives of a lab, as far as cheap endpoints tell. */
export async function viewTopology(
  ports: LabPorts,
  name: string,
  signal: AbortSignal,
): Promise<TopologyView> {
  const { session } = await openLab(ports, name);
  signal.throwIfAborted();
  return {
    lookedAt: session.ports.clock.now().toISOString(),
    connections: [],
    drives: session.nodes.map((node) => ({
      node: node.name,
      drive: node.name,
      state: 'unknown',
      holds: '',
    })),
  };
}
