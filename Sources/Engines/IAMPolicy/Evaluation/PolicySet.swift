/// Every policy that has a say in one request.
package struct PolicySet: Sendable {
    package var identity: [AttachedPolicy]
    package var boundary: AttachedPolicy?
    /// Nil if none was passed; an empty list allows nothing.
    package var session: [AttachedPolicy]?
    package var resource: AttachedPolicy?
    /// One list a level, from the root of the organisation down; each level must allow.
    package var serviceControl: [[AttachedPolicy]]
    /// As above, of the resource's account.
    package var resourceControl: [[AttachedPolicy]]

    package init(
        identity: [AttachedPolicy] = [],
        boundary: AttachedPolicy? = nil,
        session: [AttachedPolicy]? = nil,
        resource: AttachedPolicy? = nil,
        serviceControl: [[AttachedPolicy]] = [],
        resourceControl: [[AttachedPolicy]] = []
    ) {
        self.identity = identity
        self.boundary = boundary
        self.session = session
        self.resource = resource
        self.serviceControl = serviceControl
        self.resourceControl = resourceControl
    }
}
