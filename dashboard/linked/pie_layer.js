// Circles cut into wedges: a deck.gl scatterplot whose instances are sectors of a circle.

/** The layer's class, once deck.gl is there. Each wedge runs from one share of the circle
 * (0 at the top, clockwise, 1 at the top again) to another: accessor getShares. */
export function pieLayer({ ScatterplotLayer }) {
  class PieLayer extends ScatterplotLayer {
    initializeState() {
      super.initializeState();
      this.getAttributeManager().addInstanced({
        instanceShares: { size: 2, accessor: "getShares", defaultValue: [0, 1] },
      });
    }

    getShaders() {
      const shaders = super.getShaders();
      return {
        ...shaders,
        inject: {
          ...shaders.inject,
          "vs:#decl": "in vec2 instanceShares; out vec2 vShares;",
          "vs:#main-end": "vShares = instanceShares;",
          "fs:#decl": "in vec2 vShares;",
          "fs:DECKGL_FILTER_COLOR": `
            float share = atan(geometry.uv.x, geometry.uv.y) / 6.28318531;
            share = share < 0.0 ? share + 1.0 : share;
            if (share < vShares.x || share > vShares.y) discard;
          `,
        },
      };
    }
  }
  PieLayer.layerName = "PieLayer";
  PieLayer.defaultProps = { getShares: { type: "accessor", value: [0, 1] } };
  return PieLayer;
}
