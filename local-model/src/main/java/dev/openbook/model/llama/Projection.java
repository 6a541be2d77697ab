package dev.openbook.model.llama;

/** The seven linear layers of a block; each computes {@code x·Wᵀ} with W of shape (rows, columns). */
public enum Projection {
    /** Hidden state to queries. */
    QUERY("attn_q", "self_attn.q_proj"),
    /** Hidden state to keys. */
    KEY("attn_k", "self_attn.k_proj"),
    /** Hidden state to values. */
    VALUE("attn_v", "self_attn.v_proj"),
    /** Attended values back to the hidden state. */
    OUTPUT("attn_output", "self_attn.o_proj"),
    /** Hidden state to the gate, which passes through SiLU. */
    GATE("ffn_gate", "mlp.gate_proj"),
    /** Hidden state to what the gate lets through. */
    UP("ffn_up", "mlp.up_proj"),
    /** Gated state back to the hidden state. */
    DOWN("ffn_down", "mlp.down_proj");

    private final String ggufName;
    private final String huggingFaceName;

    Projection(String ggufName, String huggingFaceName) {
        this.ggufName = ggufName;
        this.huggingFaceName = huggingFaceName;
    }

    /** The tensor's name in a GGUF file, such as {@code blk.3.attn_q.weight}. */
    public String ggufTensor(int layer) {
        return "blk." + layer + "." + ggufName + ".weight";
    }

    /** The module's name in a Hugging Face model and in adapters, such as {@code self_attn.q_proj}. */
    public String huggingFaceName() {
        return huggingFaceName;
    }

    /** Width of what comes out. */
    public int rows(LlamaConfig config) {
        return switch (this) {
            case QUERY -> config.querySize();
            case KEY, VALUE -> config.keyValueSize();
            case OUTPUT, DOWN -> config.hiddenSize();
            case GATE, UP -> config.feedForwardSize();
        };
    }

    /** Width of what goes in. */
    public int columns(LlamaConfig config) {
        return switch (this) {
            case QUERY, KEY, VALUE, GATE, UP -> config.hiddenSize();
            case OUTPUT -> config.querySize();
            case DOWN -> config.feedForwardSize();
        };
    }
}
