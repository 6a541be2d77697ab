package dev.openbook.model.onnx;

/** How the weights of a served model are stored and multiplied; {@code docs/decisions.md} has the measured figures. */
public enum Precision {
    /** 32-bit floats throughout: the reference, and the slowest. */
    FP32,
    /** Blocks of 32 numbers with a common scale, 8 bits each, activations 8 bits: any weights, merged adapters included. */
    INT8,
    /** The 4-bit blocks of a Q4_0 or Q4_1 file unchanged, activations 8 bits; whatever the file has no such blocks for as INT8. */
    EXACT4
}
