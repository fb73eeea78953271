/**
 * The two parts of an id that is joined by a dot. A name may hold dots itself; the official provider cannot tell either
 * and takes the first one. Throws where there is none.
 */
export function splitId(id: string, form: string): [string, string] {
  const dot = id.indexOf(".");
  if (dot <= 0 || dot === id.length - 1) {
    throw new Error(`the id ${JSON.stringify(id)} has not the form ${form}`);
  }
  return [id.slice(0, dot), id.slice(dot + 1)];
}
