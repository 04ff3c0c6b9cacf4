// Starts a report that is one file: its data is embedded, compressed (gzip, base64).
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
    performance.mark('start');
    const main = byId('report');
    Footfall.theme.attach(byId('theme'));
    try {
      const data = byId('data');
      const json = await unpacked(data.textContent).json();
      const { pages: name, pagesInside } = data.dataset;
      // The pages are last in the file and are only unpacked for a download.
      const inside = { name, load: () => unpacked(byId('pages').textContent).blob() };
      const allPages = !name ? null : pagesInside === 'true' ? inside : { name, href: encodeURIComponent(name) };
      performance.mark('read');
      Footfall.show(main, json, { allPages });
      main.dataset.ready = 'true';
      performance.mark('ready');
    } catch (e) {
      main.replaceChildren(
        Footfall.element('p', {
          text: 'This browser cannot display the report: ' + e.message + '. Use a browser from 2023 or later.',
        }),
      );
      throw e;
    }
  }

  start();
})();
