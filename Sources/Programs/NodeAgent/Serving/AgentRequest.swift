/// What the endpoints look at in a request.
struct AgentRequest: Sendable {
    /// As it stands in the request line.
    let target: String
    let host: String
    /// The first `Authorization` field; empty if there is none.
    let authorization: String
    let place: ClientPlace

    var clientAddress: String { place.address }

    /// The target without its query.
    var path: Substring { target.prefix { $0 != "?" } }
}
