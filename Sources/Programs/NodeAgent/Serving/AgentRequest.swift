/// What the endpoints look at in a request.
struct AgentRequest: Sendable {
    /// As it stands in the request line.
    let target: String
    let host: String
    /// The first `Authorization` field; empty if there is none.
    let authorization: String
    let clientAddress: String

    /// The target without its query.
    var path: Substring { target.prefix { $0 != "?" } }
}
