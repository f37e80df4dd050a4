import type { ReactFlowProps } from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import './still-flow.css';

/** A picture of React Flow that stays where it is: its boxes are buttons of ours. Goes into a `.flow` frame with a `.flow-sheet`. */
export const STILL: ReactFlowProps = {
  nodesDraggable: false,
  nodesConnectable: false,
  nodesFocusable: false,
  edgesFocusable: false,
  elementsSelectable: false,
  panOnDrag: false,
  panOnScroll: false,
  zoomOnScroll: false,
  zoomOnPinch: false,
  zoomOnDoubleClick: false,
  preventScrolling: false,
  disableKeyboardA11y: true,
  autoPanOnNodeFocus: false,
};
/** React Flow measures wrongly where the page is enlarged by CSS: the frame takes that back, and its own zoom enlarges. */
export const PROJECTOR_ZOOM = 1.25;
