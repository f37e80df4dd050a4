/** The mark of Sealab: a seal around an anchor that is a keyhole. */
export function Mark() {
  return (
    <svg
      width="26"
      height="26"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden
    >
      <circle cx="12" cy="12" r="10.5" />
      <circle cx="12" cy="8.4" r="2.6" />
      <path d="M12 11v6.6M6.6 14.600a5.500 5.500 0 0 0 10.8 0" />
    </svg>
  );
}
