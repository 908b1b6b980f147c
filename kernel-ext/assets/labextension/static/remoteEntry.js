// A JupyterLab extension without a build step: this file is the container that JupyterLab's module federation asks for,
// written by hand. It draws application/vnd.plotly.v1+json with the plotly.min.js that lies beside it. Nothing is fetched
// from elsewhere, and since the renderer runs no code from the notebook it is "safe": untrusted notebooks are drawn too.
(() => {
  "use strict";
  const NAME = "swath-plotly";
  const MIME = "application/vnd.plotly.v1+json";
  const here = document.currentScript ? document.currentScript.src : "";
  let shared = null;
  let library = null;

  /** The faces that the pictures are set in: with them the live figure has the same layout as its still twin. */
  function fonts() {
    const faces = [["400", "OpenSans-Regular.ttf"], ["700", "OpenSans-Bold.ttf"]].map(([weight, file]) => {
      const face = new FontFace("Open Sans", `url(${JSON.stringify(new URL(file, here).href)})`, { weight });
      document.fonts.add(face);
      return face.load();
    });
    // A figure in another face is better than none.
    return Promise.allSettled(faces);
  }

  /** plotly.js, loaded once a page, and only when a figure is there. */
  function plotly() {
    library ??= Promise.all([script(), fonts()]).then(([loaded]) => loaded);
    return library;
  }

  function script() {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = new URL("plotly.min.js", here).href;
      script.onload = () => resolve(window.Plotly);
      script.onerror = () => {
        library = null;
        reject(new Error(`cannot load ${script.src}; run: swath kernel install`));
      };
      document.head.append(script);
    });
  }

  /** One of JupyterLab's own modules, in whatever version this page has. */
  async function own(name) {
    const versions = Object.values(shared[name] ?? {});
    if (versions.length === 0) throw new Error(`${NAME}: this JupyterLab shares no ${name}`);
    return (await versions[0].get())();
  }

  /** A click on the image adds the pixel's spectrum, from the reduced cube that the figure carries. */
  function linkSpectra(Plotly, node, link) {
    const bytes = Uint8Array.from(atob(link.cube), (char) => char.charCodeAt(0));
    let added = 0;
    node.on("plotly_click", ({ points }) => {
      const point = points[0];
      if (!point || point.curveNumber !== link.image) return;
      // From the picture's pixels to the carried cube's.
      const row = Math.floor(((point.y + 0.5) * link.scale) / link.factor);
      const column = Math.floor(((point.x + 0.5) * link.scale) / link.factor);
      if (!(row >= 0 && column >= 0 && row < link.height && column < link.width)) return;
      const start = (row * link.width + column) * link.bands;
      const values = Array.from(bytes.subarray(start, start + link.bands), (v) =>
        v === 255 ? null : link.low + v * link.step,
      );
      const color = link.colors[added++ % link.colors.length];
      const name = `(${Math.round((point.y + 0.5) * link.scale - 0.5)}, ${Math.round((point.x + 0.5) * link.scale - 0.5)})`;
      Plotly.addTraces(node, [
        { type: "scatter", mode: "lines", name, x: link.x, y: values, xaxis: link.xaxis, yaxis: link.yaxis, line: { color, width: 1.75 }, legendgroup: name },
        { type: "scatter", mode: "markers", name, x: [point.x], y: [point.y], marker: { color, size: 9, line: { color: "#ffffff", width: 1.5 } }, legendgroup: name, showlegend: false, hoverinfo: "name" },
      ]);
    });
  }

  async function mimeExtension() {
    const { Widget } = await own("@lumino/widgets");

    class Figure extends Widget {
      constructor() {
        super();
        this.addClass("jp-RenderedPlotly");
        this.node.style.overflow = "auto";
        this.drawn = false;
      }

      async renderModel(model) {
        const { data = [], layout = {}, frames, config = {} } = model.data[MIME];
        const plot = (this.plot ??= this.node.appendChild(document.createElement("div")));
        // The place is kept while the library loads, so that the page does not jump.
        if (layout.height) plot.style.minHeight = `${layout.height}px`;
        const picture = model.metadata["image/png"];
        if (picture && picture.alt) {
          this.node.setAttribute("role", "figure");
          this.node.setAttribute("aria-label", picture.alt);
        }
        const Plotly = await plotly();
        if (this.isDisposed) return;
        const settings = { displaylogo: false, responsive: layout.width === undefined, ...config };
        await Plotly.react(plot, data, layout, settings);
        if (frames) await Plotly.addFrames(plot, frames);
        const link = layout.meta && layout.meta.swath;
        if (link && link.link === "spectra" && !this.drawn) linkSpectra(Plotly, plot, link);
        this.drawn = true;
      }

      onResize() {
        if (this.drawn && this.isVisible && this.plot.layout && this.plot.layout.autosize) {
          window.Plotly.Plots.resize(this.plot);
        }
      }

      dispose() {
        if (this.drawn) window.Plotly.purge(this.plot);
        super.dispose();
      }
    }

    return {
      default: {
        id: `${NAME}:renderer`,
        description: "Draws plotly figures.",
        rendererFactory: { safe: true, mimeTypes: [MIME], createRenderer: () => new Figure() },
        rank: 0,
        dataType: "json",
      },
      __esModule: true,
    };
  }

  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB[NAME] = {
    init(scope) {
      shared = scope;
    },
    async get(module) {
      if (module !== "./mimeExtension") throw new Error(`${NAME} has no module ${module}`);
      const exports = await mimeExtension();
      return () => exports;
    },
  };
})();
