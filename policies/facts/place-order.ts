import type { SourcePlace } from "./object-ref";

/** Beside the places, not in them: a report tells a place, and not when its statement runs. */
const orders = new WeakMap<SourcePlace, number>();

/** The place of the statement that runs as the `order`-th one. */
export function placedAt(place: SourcePlace, order: number): SourcePlace {
  orders.set(place, order);
  return place;
}

/** The place whose statement runs last: with it came about what several statements make together. */
export function latestPlace(...places: readonly (SourcePlace | undefined)[]): SourcePlace | undefined {
  let latest: SourcePlace | undefined;
  for (const place of places)
    if (place !== undefined && (latest === undefined || orderOf(place) >= orderOf(latest))) latest = place;
  return latest;
}

function orderOf(place: SourcePlace): number {
  return orders.get(place) ?? -1;
}
