// The picture: mounts the engine, keeps its scene up to date, and holds its buttons.
import type { RefObject } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { Icon } from '../../components/icon';
import { Picture, parseView, viewText } from '../../graph/picture';
import type { Side } from '../../model/lineage/graph';
import type { LineageData } from '../../model/lineage/lineage_data';
import { makeScene } from '../../model/lineage/scene';
import { announce } from '../../state/announce';
import { useLayout } from './data';

export interface PictureActions {
  select: (id: string) => void;
  open: (id: string, side: Side, all: boolean) => void;
  trace: (column: string) => void;
  moved: (at: string) => void;
}

export function PictureView(props: {
  data: LineageData;
  selected: string;
  at: string;
  actions: PictureActions;
  picture: RefObject<Picture | null>;
}) {
  const host = useRef<HTMLDivElement>(null);
  const { picture } = props;
  const actions = useRef(props.actions);
  actions.current = props.actions;
  const anchor = useRef('');
  const placed = useLayout(props.data);
  const scene = useMemo(() => placed && makeScene(placed.input, placed.plan, placed.layout), [placed]);

  useEffect(() => {
    if (!host.current) return undefined;
    const made = new Picture(host.current, {
      select: (id) => actions.current.select(id),
      open: (id, side, all) => {
        anchor.current = id;
        actions.current.open(id, side, all);
      },
      row: (id) => actions.current.trace(id),
      focused: (node) => announce(node.spoken),
      moved: (view) => actions.current.moved(viewText(view)),
    });
    const view = parseView(props.at);
    if (view) made.setView(view);
    picture.current = made;
    return () => {
      picture.current = null;
      made.destroy();
    };
  }, []);
  useEffect(() => {
    if (!scene) return;
    picture.current?.setScene(scene, anchor.current || props.data.roots[0] || '');
    anchor.current = '';
  }, [scene]);
  useEffect(() => picture.current?.setSelected(props.selected), [props.selected, scene]);

  return (
    <div class="picture-box">
      <div
        ref={host}
        class="picture"
        style={scene ? { height: `min(var(--picture-height), max(340px, ${Math.round(scene.height) + 150}px))` } : {}}
        role="group"
        aria-label="Lineage picture. Arrow keys walk along the data; the table has the same content."
      />
      <div class="zoom" role="group" aria-label="Zoom">
        <button type="button" class="icon-button" title="Zoom in (+)" onClick={() => picture.current?.zoomBy(1.25)}>
          <Icon name="plus" />
          <span class="sr">Zoom in</span>
        </button>
        <button type="button" class="icon-button" title="Zoom out (−)" onClick={() => picture.current?.zoomBy(0.8)}>
          <Icon name="minus" />
          <span class="sr">Zoom out</span>
        </button>
        <button type="button" class="icon-button" title="Fit (f)" onClick={() => picture.current?.fitAll()}>
          <Icon name="fit" />
          <span class="sr">Fit the picture</span>
        </button>
      </div>
    </div>
  );
}
