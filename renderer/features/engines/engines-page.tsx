import { PageHead } from '../../ui/page-head.tsx';

export function EnginesPage() {
  return <PageHead title="Engines" />;
}
