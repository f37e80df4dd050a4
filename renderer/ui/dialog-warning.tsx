import { TriangleAlert } from 'lucide-react';
import './dialog-warning.css';

/** What a step costs, before it is taken. */
export function DialogWarning({ text }: { text: string }) {
  return (
    <p className="dialog-warning">
      <TriangleAlert size={16} aria-hidden />
      <span>{text}</span>
    </p>
  );
}
