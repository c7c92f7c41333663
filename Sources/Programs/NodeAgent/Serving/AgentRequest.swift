/// What the endpoints look at in a request.
struct AgentRequest: Sendable {
    /// As it stands in the request line.
    let target: String
    let host: String
    /// The first `Authorization` field; empty if there is none.
    let authorization: String
    let place: ClientPlace

    /// The client's port; 0 if it is not known.
    var port = 0

    /// Address and port, as the log has them.
    var clientAddress: String {
        place.address.contains(":") ? "[\(place.address)]:\(port)" : "\(place.address):\(port)"
    }

    /// The target without its query.
    var path: Substring { target.prefix { $0 != "?" } }
}
