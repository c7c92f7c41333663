import JSONTree

/// The bodies of the JSON protocols.
enum JSONAnswer {
    static func bytes(of members: WireStructure) -> [UInt8] { JSON.object(members.json).serialized() }
}
