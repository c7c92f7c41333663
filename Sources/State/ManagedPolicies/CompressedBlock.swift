import CZlib

/// A piece of the catalog as zlib compressed it; the bytes live as long as the program.
struct CompressedBlock: @unchecked Sendable {
    private let bytes: UnsafeRawBufferPointer
    private let length: Int

    init(_ bytes: UnsafeRawBufferPointer, length: Int) {
        self.bytes = bytes
        self.length = length
    }

    func inflated() throws(CatalogError) -> [UInt8] {
        var output = [UInt8](repeating: 0, count: length)
        var count = uLongf(length)
        let source = bytes.bindMemory(to: UInt8.self).baseAddress
        guard uncompress(&output, &count, source, uLong(bytes.count)) == Z_OK, count == length else {
            throw CatalogError()
        }
        return output
    }
}
