import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';

interface Lit {
  /** What the pointer or the focus is on, by the name that its counterparts in the other views share. */
  readonly link: string | undefined;
  readonly light: (link: string | undefined) => void;
}

const LitContext = createContext<Lit>({ link: undefined, light: () => undefined });

/** Lights the counterparts of one thing in every view below. */
export function LitProvider({ children }: { children: ReactNode }) {
  const [link, light] = useState<string>();
  const value = useMemo(() => ({ link, light }), [link]);
  return <LitContext value={value}>{children}</LitContext>;
}

export function useLit(): Lit {
  return useContext(LitContext);
}

/** Attributes of something that lights what shares its link; nothing where it has none. */
export function useLitProps(link: string | undefined): {
  readonly 'data-lit'?: boolean;
  readonly onPointerEnter?: () => void;
  readonly onPointerLeave?: () => void;
  readonly onFocus?: () => void;
  readonly onBlur?: () => void;
} {
  const lit = useContext(LitContext);
  if (link === undefined) return {};
  const on = (): void => lit.light(link);
  const off = (): void => lit.light(undefined);
  return {
    'data-lit': lit.link === link,
    onPointerEnter: on,
    onPointerLeave: off,
    onFocus: on,
    onBlur: off,
  };
}
