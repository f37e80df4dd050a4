import { PageHead } from '../../ui/page-head.tsx';

/** Every key of a lab, where it lives, what protects it and when it is used. `node` is selected first. */
export function KeysPage({ node }: { node: string | undefined }) {
  return <PageHead title="Keys" about={node} />;
}
