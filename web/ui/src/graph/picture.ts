// The lineage picture: edges on a canvas, nodes as elements only while they are on screen. No framework inside:
// a scene goes in, callbacks come out. The owner mounts it into an empty, positioned element and calls destroy().
//
// Keyboard: one node at a time is in the tab order; arrows walk along edges and layers. Everything a pointer can do
// (zoom, fit, open neighbours) has a key or a button.

export interface SceneNode {
  id: string;
  x: number;
  y: number;
  width: number;
  height: number;
  layer: number;
  title: string;
  detail: string;
  kind: string; // a word, shown small
  status: string; // a word, '' for the normal case
  tone: string; // class: plain, retired, missing, unresolved, consumer
  root: boolean;
  rows: { id: string; name: string; root: boolean }[];
  hiddenUp: number;
  hiddenDown: number;
  aside: string; // for screen readers, after the visible words
  spoken: string;
}

export interface SceneEdge {
  from: string;
  to: string;
  points: [x: number, y: number][];
  dashed: boolean;
  dotted: boolean;
  label: string;
}

export interface Scene {
  nodes: SceneNode[];
  edges: SceneEdge[];
  width: number;
  height: number;
}

export interface PictureCallbacks {
  select: (id: string) => void;
  open: (id: string, side: 'up' | 'down', all: boolean) => void;
  row: (id: string) => void;
  focused: (node: SceneNode) => void;
  moved: (view: View) => void; // once a person's panning or zooming has come to rest
}

export const headHeight = 50;
export const rowHeight = 24;

const nodesFromZoom = 0.45;
const namesFromZoom = 0.14;
const zoomMin = 0.05;
const zoomMax = 2;
const mountedMax = 150;
const restMs = 400;

export interface View {
  x: number; // world point at the centre of the screen
  y: number;
  zoom: number;
}

// "120,-40,0.8": what ?at= holds.
export const viewText = (view: View): string => `${Math.round(view.x)},${Math.round(view.y)},${view.zoom.toFixed(2)}`;

export function parseView(text: string): View | undefined {
  const numbers = text.split(',').map(Number);
  const [x, y, zoom] = numbers;
  if (numbers.length !== 3 || x === undefined || y === undefined || zoom === undefined) return undefined;
  if (!numbers.every(Number.isFinite) || zoom < zoomMin || zoom > zoomMax) return undefined;
  return { x, y, zoom };
}

function curve(points: readonly [number, number][]): Path2D {
  const path = new Path2D();
  const [first, ...rest] = points;
  if (!first) return path;
  path.moveTo(first[0], first[1]);
  let [px, py] = first;
  for (const [x, y] of rest) {
    const bend = Math.max(20, Math.abs(x - px) / 2) * Math.sign(x - px || 1);
    if (y === py) path.lineTo(x, y);
    else path.bezierCurveTo(px + bend, py, x - bend, y, x, y);
    [px, py] = [x, y];
  }
  const before = points.at(-2);
  const side = before && before[0] > px ? 1 : -1;
  path.moveTo(px + 7 * side, py - 4);
  path.lineTo(px, py);
  path.lineTo(px + 7 * side, py + 4);
  return path;
}

function element(tag: string, className: string, text = ''): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  if (text) made.textContent = text;
  return made;
}

// The labels of the edges that meet at each end; edges without one count as such.
function wordsAt(
  edges: readonly SceneEdge[],
  end: (edge: SceneEdge) => readonly number[] | undefined,
): Map<string, Set<string>> {
  const places = new Map<string, Set<string>>();
  for (const edge of edges) {
    const place = String(end(edge));
    const words = places.get(place) ?? new Set<string>();
    places.set(place, words.add(edge.label));
  }
  return places;
}

function button(className: string, text: string, label: string): HTMLButtonElement {
  const made = document.createElement('button');
  made.type = 'button';
  made.className = className;
  made.textContent = text;
  if (label) made.setAttribute('aria-label', label);
  return made;
}

export class Picture {
  private readonly canvas = document.createElement('canvas');
  private readonly highlight = document.createElement('canvas');
  private readonly world = element('div', 'gp-world');
  private readonly probe = element('i', 'gp-probe');
  private readonly mounted = new Map<string, HTMLElement>();
  private readonly observer: ResizeObserver;
  private readonly themeWatch: MutationObserver;
  private readonly darkWatch = matchMedia('(prefers-color-scheme: dark)');
  private readonly stop = new AbortController();
  private scene: Scene = { nodes: [], edges: [], width: 0, height: 0 };
  private nodes = new Map<string, SceneNode>();
  private paths: Path2D[] = [];
  private view: View = { x: 0, y: 0, zoom: 1 };
  private current = '';
  private selected = '';
  private frame = 0;
  private rest = 0;
  private viewGiven = false;
  private readonly pointers = new Map<number, { x: number; y: number }>();

  constructor(
    private readonly host: HTMLElement,
    private readonly callbacks: PictureCallbacks,
  ) {
    this.canvas.className = 'gp-canvas';
    this.highlight.className = 'gp-canvas';
    for (const canvas of [this.canvas, this.highlight]) canvas.setAttribute('aria-hidden', 'true');
    host.append(this.probe, this.canvas, this.highlight, this.world);
    this.observer = new ResizeObserver(() => this.redraw());
    this.observer.observe(host);
    this.themeWatch = new MutationObserver(() => this.redraw());
    this.themeWatch.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    const options = { signal: this.stop.signal };
    this.darkWatch.addEventListener('change', () => this.redraw(), options);
    host.addEventListener('pointerdown', (event) => this.onPointerDown(event), options);
    host.addEventListener('pointermove', (event) => this.onPointerMove(event), options);
    for (const name of ['pointerup', 'pointercancel'] as const) {
      host.addEventListener(name, (event) => this.pointers.delete(event.pointerId), options);
    }
    host.addEventListener('wheel', (event) => this.onWheel(event), { ...options, passive: false });
    host.addEventListener('keydown', (event) => this.onKey(event), options);
    // Focusing a node near the border must not scroll the host: the picture moves itself.
    host.addEventListener('scroll', () => host.scrollTo(0, 0), options);
  }

  destroy(): void {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.rest);
    this.stop.abort();
    this.observer.disconnect();
    this.themeWatch.disconnect();
    this.host.replaceChildren();
  }

  // --- Scene and view -------------------------------------------------------------------------------------------------

  // Nodes that were there keep their place on screen, seen from `anchor`; a first scene is framed.
  setScene(scene: Scene, anchor: string): void {
    const before = this.nodes.get(anchor);
    this.scene = scene;
    this.nodes = new Map(scene.nodes.map((node) => [node.id, node]));
    this.paths = scene.edges.map((edge) => curve(edge.points));
    for (const made of this.mounted.values()) made.remove();
    this.mounted.clear();
    const hadFocus = this.host.contains(document.activeElement);
    const after = this.nodes.get(anchor);
    if (this.viewGiven && this.scene.nodes.length > 0) this.viewGiven = false;
    else if (before && after) {
      this.view.x += after.x - before.x;
      this.view.y += after.y - before.y;
    } else this.frameStart();
    if (!this.nodes.has(this.current))
      this.current = scene.nodes.find((node) => node.root)?.id ?? scene.nodes[0]?.id ?? '';
    this.draw();
    if (hadFocus) this.focusNode(this.current);
  }

  // Before the first scene: where to look, instead of framing it.
  setView(view: View): void {
    this.view = view;
    this.viewGiven = true;
  }

  setSelected(id: string): void {
    this.selected = id;
    for (const [key, made] of this.mounted) made.classList.toggle('selected', key === id);
    this.drawHighlight();
  }

  // At full size around the roots if all fits, else as large as fits, but never unreadably small.
  private frameStart(): void {
    // Column rows keep their full height of 24 px: they are targets.
    this.fit(1, this.scene.nodes.some((node) => node.rows.length > 0) ? 1 : 0.8);
    const { width, height } = this.host.getBoundingClientRect();
    const fits = this.scene.width * this.view.zoom <= width && this.scene.height * this.view.zoom <= height;
    const roots = this.scene.nodes.filter((node) => node.root);
    if (fits || roots.length === 0) return;
    this.view.x = roots.reduce((sum, node) => sum + node.x + node.width / 2, 0) / roots.length;
    this.view.y = roots.reduce((sum, node) => sum + node.y + node.height / 2, 0) / roots.length;
  }

  fit(most = 1, least = zoomMin): void {
    const { width, height } = this.host.getBoundingClientRect();
    const margin = 56;
    const zoom = Math.min(
      (width - margin) / (this.scene.width + 60 || 1),
      (height - margin) / (this.scene.height || 1),
    );
    this.view = {
      x: this.scene.width / 2,
      y: this.scene.height / 2,
      zoom: Math.min(most, Math.max(least, zoom)),
    };
    this.redraw();
  }

  fitAll(): void {
    this.fit();
    this.tellMoved();
  }

  private tellMoved(): void {
    clearTimeout(this.rest);
    this.rest = setTimeout(() => this.callbacks.moved({ ...this.view }), restMs);
  }

  zoomBy(factor: number, at?: { x: number; y: number }): void {
    const zoom = Math.min(zoomMax, Math.max(zoomMin, this.view.zoom * factor));
    const { width, height } = this.host.getBoundingClientRect();
    const dx = (at?.x ?? width / 2) - width / 2;
    const dy = (at?.y ?? height / 2) - height / 2;
    this.view.x += dx / this.view.zoom - dx / zoom;
    this.view.y += dy / this.view.zoom - dy / zoom;
    this.view.zoom = zoom;
    this.tellMoved();
    this.redraw();
  }

  center(id: string): void {
    const node = this.nodes.get(id);
    if (!node) return;
    this.view.x = node.x + node.width / 2;
    this.view.y = node.y + node.height / 2;
    if (this.view.zoom < nodesFromZoom) this.view.zoom = 0.8;
    this.draw();
  }

  focusNode(id: string): void {
    const node = this.nodes.get(id);
    if (!node) return;
    this.current = id;
    if (!this.onScreen(node, -20) || this.view.zoom < nodesFromZoom) this.center(id);
    else this.draw();
    this.mounted.get(id)?.querySelector<HTMLElement>('.gp-main')?.focus({ preventScroll: true });
  }

  exportCanvas(scale: number): HTMLCanvasElement {
    const canvas = document.createElement('canvas');
    const margin = 24;
    canvas.width = (this.scene.width + 2 * margin) * scale;
    canvas.height = (this.scene.height + 2 * margin) * scale;
    const context = canvas.getContext('2d');
    if (!context) return canvas;
    context.fillStyle = this.color('--ground');
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.setTransform(scale, 0, 0, scale, margin * scale, margin * scale);
    this.paintEdges(context, () => true, '--line-strong', 1.25);
    this.paintBoxes(context, true);
    return canvas;
  }

  // --- Drawing --------------------------------------------------------------------------------------------------------

  private redraw(): void {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.draw());
  }

  // Tokens are light-dark() expressions: only a real property of an element tells which colour they are now.
  private color(token: string): string {
    this.probe.style.color = `var(${token})`;
    return getComputedStyle(this.probe).color;
  }

  private prepare(canvas: HTMLCanvasElement): CanvasRenderingContext2D | null {
    const { width, height } = this.host.getBoundingClientRect();
    const ratio = devicePixelRatio || 1;
    const w = Math.round(width * ratio);
    const h = Math.round(height * ratio);
    if (canvas.width !== w || canvas.height !== h) {
      canvas.width = w;
      canvas.height = h;
    }
    const context = canvas.getContext('2d');
    if (!context) return null;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, w, h);
    const scale = this.view.zoom * ratio;
    context.setTransform(scale, 0, 0, scale, w / 2 - this.view.x * scale, h / 2 - this.view.y * scale);
    return context;
  }

  private paintEdges(
    context: CanvasRenderingContext2D,
    which: (edge: SceneEdge) => boolean,
    token: string,
    width: number,
  ): void {
    context.strokeStyle = this.color(token);
    context.fillStyle = this.color('--muted');
    context.lineWidth = width / Math.min(1, Math.max(0.35, this.view.zoom));
    context.font = '11px system-ui, sans-serif';
    this.scene.edges.forEach((edge, i) => {
      const path = this.paths[i];
      if (!path || !which(edge)) return;
      context.setLineDash(edge.dotted ? [2, 4] : edge.dashed ? [7, 5] : []);
      context.stroke(path);
    });
    context.setLineDash([]);
    if (this.view.zoom < nodesFromZoom) return;
    this.paintLabels(context, which);
  }

  // At the source, where edges of different columns are apart: what leaves one place alike is named there once. Where
  // it does not leave alike, a name would not tell whose it is; then it stands at the target.
  private paintLabels(context: CanvasRenderingContext2D, which: (edge: SceneEdge) => boolean): void {
    const edges = this.scene.edges.filter((edge) => edge.points.length > 1);
    const starts = wordsAt(edges, (edge) => edge.points[0]);
    const ends = wordsAt(edges, (edge) => edge.points.at(-1));
    const said = new Set<string>();
    context.lineWidth = 4;
    context.strokeStyle = this.color('--ground');
    for (const edge of edges) {
      const [start, end] = [edge.points[0], edge.points.at(-1)];
      if (!edge.label || !start || !end || !which(edge)) continue;
      const atStart = starts.get(String(start))?.size === 1;
      const hiddenUp = this.nodes.get(edge.to)?.hiddenUp ?? 0;
      if (!atStart && (ends.get(String(end))?.size !== 1 || hiddenUp > 0)) continue;
      const place = atStart ? start : end;
      if (said.has(String(place))) continue;
      said.add(String(place));
      context.textAlign = atStart ? 'left' : 'right';
      const besideStub = (this.nodes.get(edge.from)?.hiddenDown ?? 0) > 0 ? 44 : 10;
      const x = atStart ? place[0] + besideStub : place[0] - 12;
      context.strokeText(edge.label, x, place[1] - 7);
      context.fillText(edge.label, x, place[1] - 7);
    }
  }

  private paintBoxes(context: CanvasRenderingContext2D, names: boolean): void {
    const surface = this.color('--surface');
    const line = this.color('--line-strong');
    const accent = this.color('--accent');
    const ink = this.color('--ink');
    const muted = this.color('--muted');
    context.textAlign = 'left';
    for (const node of this.scene.nodes) {
      context.fillStyle = surface;
      context.strokeStyle = node.root ? accent : line;
      context.lineWidth = node.root ? 2 : 1;
      context.setLineDash(node.tone === 'unresolved' || node.tone === 'missing' ? [5, 4] : []);
      context.beginPath();
      context.roundRect(node.x, node.y, node.width, node.height, 9);
      context.fill();
      context.stroke();
      if (!names) continue;
      context.save();
      context.clip();
      context.fillStyle = ink;
      context.font = '600 14px system-ui, sans-serif';
      context.fillText(node.title, node.x + 12, node.y + 21);
      context.fillStyle = muted;
      context.font = '12px system-ui, sans-serif';
      context.fillText([node.status, node.detail].filter(Boolean).join(' · '), node.x + 12, node.y + 39);
      node.rows.forEach((row, i) => {
        context.fillText(row.name, node.x + 12, node.y + headHeight + i * rowHeight + 16);
      });
      context.restore();
    }
    context.setLineDash([]);
  }

  private draw(): void {
    const context = this.prepare(this.canvas);
    if (!context) return;
    this.paintEdges(context, () => true, '--line-strong', 1.25);
    const asElements = this.view.zoom >= nodesFromZoom;
    if (!asElements) this.paintBoxes(context, this.view.zoom >= namesFromZoom);
    this.drawHighlight();
    this.mountVisible(asElements);
    const { width, height } = this.host.getBoundingClientRect();
    const { x, y, zoom } = this.view;
    this.world.style.transform = `translate(${width / 2 - x * zoom}px, ${height / 2 - y * zoom}px) scale(${zoom})`;
  }

  // Edges of the selected and the focused node, on a canvas of their own, so that walking never repaints the rest.
  private drawHighlight(): void {
    const context = this.prepare(this.highlight);
    if (!context || !this.selected) return;
    const near = (edge: SceneEdge) => edge.from === this.selected || edge.to === this.selected;
    this.paintEdges(context, near, '--accent', 2.25);
  }

  // --- Nodes as elements ------------------------------------------------------------------------------------------------

  private onScreen(node: SceneNode, margin: number): boolean {
    const { width, height } = this.host.getBoundingClientRect();
    const w = width / this.view.zoom / 2 + margin;
    const h = height / this.view.zoom / 2 + margin;
    return (
      node.x + node.width > this.view.x - w &&
      node.x < this.view.x + w &&
      node.y + node.height > this.view.y - h &&
      node.y < this.view.y + h
    );
  }

  private mountVisible(asElements: boolean): void {
    const wanted = new Map<string, SceneNode>();
    if (asElements) {
      for (const node of this.scene.nodes) {
        if (wanted.size < mountedMax && this.onScreen(node, 120)) wanted.set(node.id, node);
      }
    }
    // The node of the tab order stays mounted, or the keyboard would lose its place.
    const current = this.nodes.get(this.current);
    if (current && asElements) wanted.set(current.id, current);
    for (const [id, made] of this.mounted) {
      if (wanted.has(id)) continue;
      made.remove();
      this.mounted.delete(id);
    }
    for (const node of wanted.values()) {
      if (this.mounted.has(node.id)) continue;
      const made = this.makeNode(node);
      this.mounted.set(node.id, made);
      this.world.append(made);
    }
    this.updateTabOrder();
  }

  private updateTabOrder(): void {
    for (const [id, made] of this.mounted) {
      const index = id === this.current ? 0 : -1;
      for (const target of made.querySelectorAll<HTMLElement>('button')) target.tabIndex = index;
    }
  }

  private makeNode(node: SceneNode): HTMLElement {
    const box = element(
      'div',
      `gp-node ${node.tone}${node.root ? ' root' : ''}${node.id === this.selected ? ' selected' : ''}`,
    );
    box.style.left = `${node.x}px`;
    box.style.top = `${node.y}px`;
    box.style.width = `${node.width}px`;
    box.style.height = `${node.height}px`;
    box.dataset.id = node.id;
    const main = button('gp-main', '', '');
    main.append(element('span', 'gp-title', node.title));
    const detail = element('span', 'gp-detail');
    if (node.status) detail.append(element('span', 'gp-status', node.status), ' ');
    detail.append([node.kind, node.detail].filter(Boolean).join(' · '));
    main.append(detail, element('span', 'sr', `, ${node.aside}`));
    main.title = node.spoken;
    main.addEventListener('click', () => this.callbacks.select(node.id));
    main.addEventListener('focus', () => {
      this.current = node.id;
      this.updateTabOrder();
      this.callbacks.focused(node);
    });
    box.append(main);
    if (node.root) box.append(element('span', 'gp-here', 'You are here'));
    for (const row of node.rows) {
      const made = button(row.root ? 'gp-row root' : 'gp-row', row.name, `Trace column ${row.name} of ${node.title}`);
      made.addEventListener('click', () => this.callbacks.row(row.id));
      box.append(made);
    }
    if (node.hiddenUp > 0) box.append(this.makeStub(node, 'up', node.hiddenUp));
    if (node.hiddenDown > 0) box.append(this.makeStub(node, 'down', node.hiddenDown));
    return box;
  }

  private makeStub(node: SceneNode, side: 'up' | 'down', count: number): HTMLElement {
    const words = `${count} more ${side === 'up' ? 'upstream' : 'downstream'}`;
    const stub = button(`gp-stub ${side}`, `+${count}`, `+${count}: show ${words} of ${node.title}`);
    stub.title = `${words}. Click shows ten, Shift and click all.`;
    stub.addEventListener('click', (event) => this.callbacks.open(node.id, side, event.shiftKey));
    return stub;
  }

  // --- Pointer and keys -------------------------------------------------------------------------------------------------

  private onPointerDown(event: PointerEvent): void {
    if (event.target instanceof Element && event.target.closest('button')) return;
    this.pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    this.host.setPointerCapture(event.pointerId);
  }

  private onPointerMove(event: PointerEvent): void {
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    const other = [...this.pointers].find(([id]) => id !== event.pointerId)?.[1];
    if (other) {
      const distance = (p: { x: number; y: number }) => Math.hypot(p.x - other.x, p.y - other.y) || 1;
      const now = { x: event.clientX, y: event.clientY };
      const rect = this.host.getBoundingClientRect();
      const middle = { x: (now.x + other.x) / 2 - rect.left, y: (now.y + other.y) / 2 - rect.top };
      this.zoomBy(distance(now) / distance(before), middle);
    } else {
      this.view.x -= (event.clientX - before.x) / this.view.zoom;
      this.view.y -= (event.clientY - before.y) / this.view.zoom;
      this.tellMoved();
      this.redraw();
    }
    this.pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  }

  // The plain wheel stays the page's; with Ctrl (a pinch on a touchpad) it zooms.
  private onWheel(event: WheelEvent): void {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const rect = this.host.getBoundingClientRect();
    this.zoomBy(Math.exp(-event.deltaY / 240), { x: event.clientX - rect.left, y: event.clientY - rect.top });
  }

  private onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const node = this.nodes.get(this.current);
    const actions: Record<string, () => void> = {
      ArrowLeft: () => this.walk(node, -1),
      ArrowRight: () => this.walk(node, 1),
      ArrowUp: () => this.walkLayer(node, -1),
      ArrowDown: () => this.walkLayer(node, 1),
      Home: () => this.focusNode(this.scene.nodes.find((other) => other.root)?.id ?? ''),
      '+': () => this.zoomBy(1.25),
      '-': () => this.zoomBy(0.8),
      f: () => this.fitAll(),
      x: () => {
        if (node && node.hiddenDown > 0) this.callbacks.open(node.id, 'down', false);
        else if (node && node.hiddenUp > 0) this.callbacks.open(node.id, 'up', false);
      },
    };
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  }

  private walk(node: SceneNode | undefined, direction: 1 | -1): void {
    if (!node) return;
    const ids = this.scene.edges.flatMap((edge) => {
      if (direction > 0) return edge.from === node.id ? [edge.to] : [];
      return edge.to === node.id ? [edge.from] : [];
    });
    const targets = ids.flatMap((id) => this.nodes.get(id) ?? []);
    targets.sort((a, b) => Math.abs(a.y - node.y) - Math.abs(b.y - node.y));
    if (targets[0]) this.focusNode(targets[0].id);
  }

  private walkLayer(node: SceneNode | undefined, direction: 1 | -1): void {
    if (!node) return;
    const layer = this.scene.nodes.filter((other) => other.layer === node.layer).sort((a, b) => a.y - b.y);
    const next = layer[layer.findIndex((other) => other.id === node.id) + direction];
    if (next) this.focusNode(next.id);
  }
}
