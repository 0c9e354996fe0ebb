import { inOrder, type Logic, type ObjectDocument, type Text } from "#metadata";

/** A step from one state to another, as the document says it. */
export interface Transition {
  readonly id: string;
  readonly label?: Text | undefined;
  readonly from?: readonly string[] | undefined;
  readonly to: string;
  readonly roles?: Readonly<Record<string, true>> | undefined;
  readonly when?: Logic | undefined;
}

/** Who asks, and how a condition over the record as it would be is answered. */
export interface Asking {
  readonly roles: readonly string[];
  /** the platform's own flows: the roles of a transition are about people and do not bind them */
  readonly unrestricted?: boolean | undefined;
  readonly holds: (transition: Transition, when: Logic) => boolean;
}

type States = NonNullable<ObjectDocument["states"]>;

const mayTake = (transition: Transition, { roles, unrestricted, holds }: Asking): boolean =>
  (unrestricted === true || transition.roles === undefined || roles.some((role) => Object.hasOwn(transition.roles!, role))) &&
  (transition.when === undefined || holds(transition, transition.when));

/**
 * Transitions that lead away from a state, for who asks, in order. A record without a state takes any initial one instead.
 * The same code in the browser (what may come next) and behind every write (what may be written).
 */
export function transitionsFrom(states: States, from: string, asking: Asking): Transition[] {
  return inOrder(states.transitions).filter(
    (transition) =>
      (transition.from === undefined || transition.from.includes(from)) && transition.to !== from && mayTake(transition, asking),
  );
}

/** States that a record may begin with; undefined: any. */
export const initialStates = ({ initial }: States): readonly string[] | undefined => initial;
