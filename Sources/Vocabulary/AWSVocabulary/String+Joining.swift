extension String {
    /// Texts with an ASCII separator between them, written once into storage of the right size.
    package init(joining parts: [String], by separator: Unicode.Scalar) {
        let length = parts.reduce(Swift.max(0, parts.count - 1)) { $0 + $1.utf8.count }
        self.init(unsafeUninitializedCapacity: length) { output in
            var count = 0
            for index in parts.indices {
                if index > 0 {
                    output[count] = UInt8(ascii: separator)
                    count += 1
                }
                var part = parts[index]
                part.withUTF8 { bytes in
                    _ = UnsafeMutableBufferPointer(rebasing: output[count...]).update(fromContentsOf: bytes)
                    count += bytes.count
                }
            }
            return count
        }
    }
}
