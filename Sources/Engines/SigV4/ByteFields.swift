extension ArraySlice<UInt8> {
    /// The parts between separators, empty ones too.
    func fields(separatedBy separator: Unicode.Scalar) -> [ArraySlice<UInt8>] {
        var fields: [ArraySlice<UInt8>] = []
        var start = startIndex
        for index in indices where self[index] == UInt8(ascii: separator) {
            fields.append(self[start..<index])
            start = index + 1
        }
        fields.append(self[start...])
        return fields
    }

    var text: String { String(decoding: self, as: UTF8.self) }
}
