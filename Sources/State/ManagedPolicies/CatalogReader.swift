import Ambient

/// Reads the catalog's file format, which README.md beside the data describes.
struct CatalogReader {
    private static let mark = Array("LANYMP01".utf8)

    private let data: UnsafeRawBufferPointer
    private var offset = 0

    init(_ data: UnsafeRawBufferPointer) {
        self.data = data
    }

    mutating func catalog() throws(CatalogError) -> ([CatalogPolicy], [CompressedBlock]) {
        guard try take(Self.mark.count).elementsEqual(Self.mark) else { throw CatalogError() }
        let count = try number(4)
        let indexSize = (compressed: try number(4), plain: try number(4))
        let blockCount = try number(4)
        var sizes: [(compressed: Int, plain: Int)] = []
        for _ in 0..<blockCount { sizes.append((try number(4), try number(4))) }
        let index = try CompressedBlock(try take(indexSize.compressed), length: indexSize.plain).inflated()
        var blocks: [CompressedBlock] = []
        for size in sizes { blocks.append(CompressedBlock(try take(size.compressed), length: size.plain)) }
        return (try CatalogReader.policies(in: index, count: count), blocks)
    }

    private static func policies(in index: [UInt8], count: Int) throws(CatalogError) -> [CatalogPolicy] {
        var policies: [CatalogPolicy] = []
        policies.reserveCapacity(count)
        var offset = 0
        func number(_ width: Int) throws(CatalogError) -> Int {
            guard offset + width <= index.count else { throw CatalogError() }
            defer { offset += width }
            return index[offset..<offset + width].reduce(0) { $0 << 8 | Int($1) }
        }
        func text() throws(CatalogError) -> String {
            let length = try number(1)
            guard offset + length <= index.count else { throw CatalogError() }
            defer { offset += length }
            return String(decoding: index[offset..<offset + length], as: UTF8.self)
        }
        for _ in 0..<count {
            policies.append(
                CatalogPolicy(
                    name: try text(),
                    path: try text(),
                    versionID: try text(),
                    createdAt: Timestamp(seconds: Int64(try number(8))),
                    updatedAt: Timestamp(seconds: Int64(try number(8))),
                    block: try number(2),
                    offset: try number(4),
                    length: try number(4)
                )
            )
        }
        return policies
    }

    private mutating func take(_ count: Int) throws(CatalogError) -> UnsafeRawBufferPointer {
        guard offset + count <= data.count else { throw CatalogError() }
        defer { offset += count }
        return UnsafeRawBufferPointer(rebasing: data[offset..<offset + count])
    }

    private mutating func number(_ width: Int) throws(CatalogError) -> Int {
        try take(width).reduce(0) { $0 << 8 | Int($1) }
    }
}
