"use client";
import { useEffect, useState } from "react";

/**
 * The words in a field in which something is found by its name: what is being typed, else the name of what is chosen. The name of what was
 * picked from the list stands at once, before it is read again: words that changed by themselves would open the list anew.
 */
export function useFoundText(id: string | undefined, name: string) {
  const [typed, setTyped] = useState<string>();
  const [picked, setPicked] = useState<{ readonly id: string; readonly name: string }>();
  useEffect(() => {
    // chosen elsewhere (the record came anew): what was half typed has no more use
    if (id !== picked?.id) setTyped(undefined);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- when another is chosen, not when the same is picked
  }, [id]);
  const known = id === undefined ? "" : picked?.id === id && name === "" ? picked.name : name;
  return {
    /** what the search looks for; undefined: nothing is being typed */
    typed,
    text: typed ?? known,
    /** name of what is chosen, as far as it is known */
    known,
    type: setTyped,
    pick(chosen: { readonly id: string; readonly label: string }) {
      setPicked({ id: chosen.id, name: chosen.label });
      setTyped(undefined);
    },
    leave: () => setTyped(undefined),
  };
}
