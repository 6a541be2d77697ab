package dev.openbook.model.adapter;

import java.util.Arrays;
import java.util.Optional;

/** The seven linear layers of a llama block, in the order a token passes them. */
public enum LinearLayer {
    /** Query projection of the attention. */
    Q("q_proj", "self_attn"),
    /** Key projection. */
    K("k_proj", "self_attn"),
    /** Value projection. */
    V("v_proj", "self_attn"),
    /** Output projection of the attention. */
    O("o_proj", "self_attn"),
    /** Gate of the feed-forward part, before SiLU. */
    GATE("gate_proj", "mlp"),
    /** The part that the gate multiplies. */
    UP("up_proj", "mlp"),
    /** Back from the feed-forward width to the hidden size. */
    DOWN("down_proj", "mlp");

    private final String moduleName;
    private final String parent;

    LinearLayer(String moduleName, String parent) {
        this.moduleName = moduleName;
        this.parent = parent;
    }

    /** The name PEFT lists in {@code target_modules}, for example {@code q_proj}. */
    public String moduleName() {
        return moduleName;
    }

    /** The layer named so in {@code target_modules}. */
    public static Optional<LinearLayer> ofModuleName(String name) {
        return Arrays.stream(values())
                .filter(layer -> layer.moduleName.equals(name))
                .findFirst();
    }

    /** The tensor name in {@code adapter_model.safetensors}; {@code matrix} is {@code A} or {@code B}. */
    public String tensorName(int block, char matrix) {
        return "base_model.model.model.layers.%d.%s.%s.lora_%s.weight".formatted(block, parent, moduleName, matrix);
    }
}
