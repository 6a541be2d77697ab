package dev.openbook.model.onnx;

import ai.onnx.proto.OnnxMl;
import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Puts an ONNX model together: nodes by name, weights streamed to a data file beside it, so that they are never all on the
 * heap.
 */
final class GraphWriter implements AutoCloseable {

    static final String MODEL_FILE = "model.onnx";
    static final String DATA_FILE = "model.data";

    /** Version of the operator set; 17 has all of ONNX's own operators used here. */
    private static final int OPSET = 17;

    /** The file format that goes with operator set 17. */
    private static final int IR_VERSION = 8;

    private static final String CONTRIBUTED = "com.microsoft";

    /** Weights begin at multiples of a memory page, so that the runtime can map them. */
    private static final int ALIGNMENT = 4096;

    private final Path folder;
    private final FileChannel data;
    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("llama");
    private final ByteBuffer chunk = ByteBuffer.allocateDirect(1 << 20).order(ByteOrder.LITTLE_ENDIAN);

    GraphWriter(Path folder) throws IOException {
        this.folder = folder;
        this.data =
                FileChannel.open(folder.resolve(DATA_FILE), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    void input(String name, TensorProto.DataType type, Object... shape) {
        graph.addInput(value(name, type, shape));
    }

    void output(String name, TensorProto.DataType type, Object... shape) {
        graph.addOutput(value(name, type, shape));
    }

    /** A node of ONNX's own operators with one output, which is returned and bears the node's name. */
    String node(String operator, String name, List<String> inputs, AttributeProto... attributes) {
        return add("", operator, name, inputs, List.of(name), attributes).get(0);
    }

    /** A node of ONNX's own operators with several outputs. */
    List<String> node(
            String operator, String name, List<String> inputs, List<String> outputs, AttributeProto... attributes) {
        return add("", operator, name, inputs, outputs, attributes);
    }

    /** A node of ONNX Runtime's contributed operators with one output. */
    String contributed(String operator, String name, List<String> inputs, AttributeProto... attributes) {
        return add(CONTRIBUTED, operator, name, inputs, List.of(name), attributes)
                .get(0);
    }

    /** A node of ONNX Runtime's contributed operators with several outputs; an empty name leaves one out. */
    List<String> contributed(
            String operator, String name, List<String> inputs, List<String> outputs, AttributeProto... attributes) {
        return add(CONTRIBUTED, operator, name, inputs, outputs, attributes);
    }

    static AttributeProto attribute(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    static AttributeProto attribute(String name, float value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.FLOAT)
                .setF(value)
                .build();
    }

    /** A small constant of whole numbers, kept in the model file. */
    String constant(String name, long... values) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        Arrays.stream(values).forEach(raw::putLong);
        graph.addInitializer(TensorProto.newBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.INT64.getNumber())
                .addDims(values.length)
                .setRawData(ByteString.copyFrom(raw.flip())));
        return name;
    }

    /** Weights as 32-bit floats, row by row. */
    String weights(String name, float[] values, long... shape) throws IOException {
        long offset = begin();
        for (int i = 0; i < values.length; ) {
            chunk.clear();
            int count = Math.min(values.length - i, chunk.capacity() / Float.BYTES);
            chunk.asFloatBuffer().put(values, i, count);
            chunk.limit(count * Float.BYTES);
            writeChunk();
            i += count;
        }
        return external(name, TensorProto.DataType.FLOAT, offset, shape);
    }

    /** Weights as unsigned bytes. */
    String weights(String name, byte[] values, long... shape) throws IOException {
        long offset = begin();
        for (int i = 0; i < values.length; ) {
            chunk.clear();
            int count = Math.min(values.length - i, chunk.capacity());
            chunk.put(values, i, count).flip();
            writeChunk();
            i += count;
        }
        return external(name, TensorProto.DataType.UINT8, offset, shape);
    }

    /** Weights already written, seen under another name and shape: stored once. */
    String sameWeights(String name, String other, long... shape) {
        TensorProto.Builder again = graph.getInitializerList().stream()
                .filter(tensor -> tensor.getName().equals(other))
                .findFirst()
                .orElseThrow()
                .toBuilder()
                .setName(name)
                .clearDims();
        Arrays.stream(shape).forEach(again::addDims);
        graph.addInitializer(again);
        return name;
    }

    /** Writes the model file. Nothing is synced: the cache checks both files at every load and builds a torn graph again. */
    void finish() throws IOException {
        ModelProto model = ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("openbook")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
                .addOpsetImport(
                        OperatorSetIdProto.newBuilder().setDomain(CONTRIBUTED).setVersion(1))
                .setGraph(graph)
                .build();
        try (FileChannel out =
                FileChannel.open(folder.resolve(MODEL_FILE), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(model.toByteArray());
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        }
    }

    @Override
    public void close() throws IOException {
        data.close();
    }

    private List<String> add(
            String domain,
            String operator,
            String name,
            List<String> inputs,
            List<String> outputs,
            AttributeProto... attributes) {
        graph.addNode(NodeProto.newBuilder()
                .setDomain(domain)
                .setOpType(operator)
                .setName(name)
                .addAllInput(inputs)
                .addAllOutput(outputs)
                .addAllAttribute(Arrays.asList(attributes)));
        return outputs;
    }

    private long begin() throws IOException {
        long offset = (data.position() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        data.position(offset);
        return offset;
    }

    private void writeChunk() throws IOException {
        while (chunk.hasRemaining()) {
            data.write(chunk);
        }
    }

    private String external(String name, TensorProto.DataType type, long offset, long... shape) throws IOException {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(type.getNumber())
                .setDataLocation(TensorProto.DataLocation.EXTERNAL);
        Arrays.stream(shape).forEach(tensor::addDims);
        Map<String, String> place = Map.of(
                "location", DATA_FILE,
                "offset", Long.toString(offset),
                "length", Long.toString(data.position() - offset));
        place.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> tensor.addExternalData(StringStringEntryProto.newBuilder()
                        .setKey(entry.getKey())
                        .setValue(entry.getValue())));
        graph.addInitializer(tensor);
        return name;
    }

    private static ValueInfoProto value(String name, TensorProto.DataType type, Object... shape) {
        TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
        for (Object size : shape) {
            TensorShapeProto.Dimension.Builder dimension = TensorShapeProto.Dimension.newBuilder();
            dimensions.addDim(
                    size instanceof String symbol
                            ? dimension.setDimParam(symbol)
                            : dimension.setDimValue(((Number) size).longValue()));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(OnnxMl.TypeProto.Tensor.newBuilder()
                                .setElemType(type.getNumber())
                                .setShape(dimensions)))
                .build();
    }
}
