import { parseDocument, isMap, isScalar } from 'yaml';

/** A scenario of somebody's own from a family's file: another name, no references (they were another scenario's), everything else as it was. */
export function newScenario(text: string, { id, title }: { readonly id: string; readonly title: string }): string {
  const document = parseDocument(text);
  document.setIn(['meta', 'id'], id);
  document.setIn(['meta', 'title'], title);
  const scoring = document.get('scoring');
  if (isMap(scoring)) scoring.items = scoring.items.filter((pair) => !(isScalar(pair.key) && pair.key.value === 'references'));
  return document.toString({ lineWidth: 160, flowCollectionPadding: true });
}
