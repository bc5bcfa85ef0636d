// Where each node of a tree view is unfolded: below the neighbour that is nearest to the start, so that what is one
// step away stands one step in, whatever longer ways lead there too. Breadth first; cycles end by themselves.
export function homes(root: string, next: (id: string) => readonly string[]): Map<string, string> {
  const home = new Map<string, string>();
  const waiting = [root];
  for (const id of waiting) {
    for (const other of next(id)) {
      if (other === root || home.has(other)) continue;
      home.set(other, id);
      waiting.push(other);
    }
  }
  return home;
}
