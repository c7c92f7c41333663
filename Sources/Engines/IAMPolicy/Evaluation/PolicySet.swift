/// Every policy that has a say in one request.
package struct PolicySet: Sendable {
    package var identity: [AttachedPolicy]
    package var boundary: AttachedPolicy?
    /// Nil if none was passed; an empty list allows nothing.
    package var session: [AttachedPolicy]?
    /// The resource's own.
    package var resource: AttachedPolicy?
    /// That of the role to be taken.
    package var trust: AttachedPolicy?
    /// One list a level, from the root of the organisation down; each level must allow.
    package var serviceControl: [[AttachedPolicy]]
    /// As above, of the resource's account.
    package var resourceControl: [[AttachedPolicy]]

    package init(
        identity: [AttachedPolicy] = [],
        boundary: AttachedPolicy? = nil,
        session: [AttachedPolicy]? = nil,
        resource: AttachedPolicy? = nil,
        trust: AttachedPolicy? = nil,
        serviceControl: [[AttachedPolicy]] = [],
        resourceControl: [[AttachedPolicy]] = []
    ) {
        self.identity = identity
        self.boundary = boundary
        self.session = session
        self.resource = resource
        self.trust = trust
        self.serviceControl = serviceControl
        self.resourceControl = resourceControl
    }

    /// How many policies there are, and how many statements they have.
    var size: (policies: Int, statements: Int) {
        var policies = identity.count
        var statements = 0
        for index in identity.indices { statements += identity[index].document.statements.count }
        for policy in [boundary, resource, trust] {
            guard let policy else { continue }
            policies += 1
            statements += policy.document.statements.count
        }
        return (
            policies + (session?.count ?? 0),
            statements + (session?.reduce(0) { $0 + $1.document.statements.count } ?? 0)
        )
    }
}
