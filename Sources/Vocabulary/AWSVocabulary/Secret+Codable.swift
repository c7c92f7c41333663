/// Secrets are written in full where state is stored, in files of mode 0600, and nowhere else.
extension Secret: Codable {
    package init(from decoder: any Decoder) throws {
        exposed = try decoder.singleValueContainer().decode(String.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(exposed)
    }
}
