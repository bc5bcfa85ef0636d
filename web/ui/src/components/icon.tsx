// Line glyphs on a 16 px grid, drawn here: no icon font, no request.
const paths = {
  search: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10Zm3.6-1.4L14 14',
  sun: 'M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM8 1v1.6M8 13.4V15M1 8h1.6M13.4 8H15M3 3l1.1 1.1M11.9 11.9 13 13M13 3l-1.1 1.1M4.1 11.9 3 13',
  moon: 'M13.5 9.6A6 6 0 0 1 6.4 2.5a6 6 0 1 0 7.1 7.1Z',
  auto: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 2v12M8 5h4.8M8 8h6M8 11h4.8',
  help: 'M8 15A7 7 0 1 0 8 1a7 7 0 0 0 0 14ZM6 6.2a2 2 0 1 1 2.8 1.9c-.6.3-.8.7-.8 1.3M8 11.8v.1',
  lock: 'M4 7h8v6H4zM5.5 7V5a2.5 2.5 0 0 1 5 0v2',
  person: 'M8 8a2.6 2.6 0 1 0 0-5.2A2.6 2.6 0 0 0 8 8Zm-5 5.5c.6-2.6 2.6-4 5-4s4.400 1.400 5 4',
  check: 'M3 8.5 6.500 12 13 4.500',
  close: 'M4 4l8 8M12 4l-8 8',
  alert: 'M8 2 15 14H1L8 2Zm0 4.500v3.500M8 12v.1',
  question:
    'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM6.400 6.500a1.700 1.700 0 1 1 2.300 1.500c-.5.200-.7.600-.7 1.100M8 11v.1',
  archive: 'M2 3h12v3H2zM3 6v7h10V6M6.500 8.500h3',
  key: 'M10.500 8.500a3 3 0 1 0-2.700-1.700L3 11.500V13h2v-1.500h1.500V10l1.300-1.300c.8.4 1.800.3 2.700-.2ZM11 5.400v.1',
  link: 'M6.500 9.500l3-3M7 4.500 8.500 3A3.200 3.200 0 0 1 13 7.500L11.500 9M9 11.500 7.500 13A3.200 3.200 0 0 1 3 8.500L4.500 7',
  copy: 'M5 5h8v8H5zM3 11V3h8',
  down: 'M4 6l4 4 4-4',
  right: 'M6 4l4 4-4 4',
  download: 'M8 2v8M4.500 7 8 10.500 11.500 7M3 13.500h10',
  filter: 'M2 4h12M4 8h8M6 12h4',
  table: 'M2 3h12v10H2zM2 6.500h12M6.500 6.500V13',
  graph:
    'M2 5h3.500v3H2zM10.500 2.500H14v3h-3.500zM10.500 10H14v3h-3.500zM5.500 6.500c3 0 2-2.500 5-2.500M5.500 6.500c3 0 2 5 5 5',
  tree: 'M3 2.500v9M3 5.500h4M3 11.500h4M9 4h5v3H9zM9 10h5v3H9z',
  plus: 'M8 3v10M3 8h10',
  minus: 'M3 8h10',
  fit: 'M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4',
  column: 'M3 2.500h10v11H3zM8 2.500v11',
  stream: 'M1.500 6c2-3 4 3 6.500 0s4 3 6.500 0M1.500 10.500c2-3 4 3 6.500 0s4 3 6.500 0',
} as const;

export type IconName = keyof typeof paths;

export function Icon(props: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={paths[props.name]} />
    </svg>
  );
}
