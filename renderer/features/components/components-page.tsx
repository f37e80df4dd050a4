import { PageHead } from '../../ui/page-head.tsx';

export function ComponentsPage() {
  return <PageHead title="Components" />;
}
