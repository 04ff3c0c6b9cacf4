// The report as a file: its data is in it, compressed (gzip, base64).
(function () {
  'use strict';

  const byId = (id) => document.getElementById(id);

  function unpacked(base64) {
    const packed = atob(base64);
    const bytes = new Uint8Array(packed.length);
    for (let i = 0; i < packed.length; i++) bytes[i] = packed.charCodeAt(i);
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip')));
  }

  async function start() {
    const main = byId('report');
    Footfall.theme.attach(byId('theme'));
    try {
      const json = await unpacked(byId('data').textContent).json();
      const pages = byId('pages');
      const name = pages.dataset.name;
      const packed = pages.textContent;
      const allPages = !name ? null : packed ? { name, load: () => unpacked(packed).blob() } : { name, href: encodeURIComponent(name) };
      Footfall.show(main, json, { allPages });
      main.dataset.ready = 'true';
    } catch (e) {
      main.replaceChildren(Footfall.element('p', { text: 'The report cannot be shown in this browser: ' + e.message + '. It needs a browser of 2023 or newer.' }));
      throw e;
    }
  }

  start();
})();
