#include <app/bench/bullet_block.h>

#include <app/bench/timing.h>

#include <cmath>
#include <memory>
#include <set>

#if defined(PARASPINAL_HAVE_BULLET)
#include <BulletSoftBody/btDeformableBodySolver.h>
#include <BulletSoftBody/btDeformableLinearElasticityForce.h>
#include <BulletSoftBody/btDeformableMultiBodyConstraintSolver.h>
#include <BulletSoftBody/btDeformableMultiBodyDynamicsWorld.h>
#include <BulletSoftBody/btDeformableNeoHookeanForce.h>
#include <BulletSoftBody/btSoftBodyRigidBodyCollisionConfiguration.h>
#include <btBulletDynamicsCommon.h>
#endif

namespace app::bench {

std::string BulletSettings::text() const {
    return std::string(law == Law::Corotated ? "corotated" : "neo-Hookean") + ", " + std::to_string(across) + " x " +
           std::to_string(across) + " x " + std::to_string(deep) + " cells, " + std::to_string(stepsPerFrame * 60) +
           " steps/s, contact of " + (faces ? "faces" : "nodes");
}

std::vector<BulletSettings> bulletSettings(bool all) {
    using Law = BulletSettings::Law;
    if (!all)
        return {{Law::Corotated, 8, 5, 1, true, 0.05f},
                {Law::Corotated, 8, 5, 1, false, 0.05f},
                {Law::Corotated, 6, 4, 4, false, 0.05f},
                {Law::Corotated, 8, 6, 2, false, 0.05f}};
    std::vector<BulletSettings> sweep;
    for (const Law law : {Law::Corotated, Law::NeoHookean})
        for (const int across : {6, 8, 12})
            for (const int steps : {1, 2, 4})
                for (const bool faces : {false, true})
                    sweep.push_back({law, across, across * 2 / 3, steps, faces, 0.05f});
    return sweep;
}

#if defined(PARASPINAL_HAVE_BULLET)

bool haveBullet() {
    return true;
}

namespace {

// Centimetres, grams, seconds: Bullet's tolerances are made for numbers near one.
constexpr double kHalfWidth = 5.5;
constexpr btScalar kMargin = 0.01f;
constexpr double kStressPerKPa = 1e4; // dyn/cm2
constexpr double kNewtonPerDyn = 1e-5;

/// `count` widths from `first` on, each longer than the one before by one ratio, filling `length`.
std::vector<double> graded(int count, double length, double first) {
    first = std::min(first, length / count);
    double low = 1.0, high = 4.0;
    const auto sum = [&](double ratio) {
        double total = 0.0, width = first;
        for (int n = 0; n < count; ++n, width *= ratio) total += width;
        return total;
    };
    for (int n = 0; n < 80; ++n) (sum(0.5 * (low + high)) < length ? low : high) = 0.5 * (low + high);
    std::vector<double> line{0.0};
    double width = first;
    for (int n = 0; n < count; ++n, width *= low) line.push_back(line.back() + width);
    for (double& x : line) x *= length / line.back();
    return line;
}

/// Everything of one run; Bullet's objects do not own each other.
struct World {
    btSoftBodyRigidBodyCollisionConfiguration configuration;
    btCollisionDispatcher dispatcher{&configuration};
    btDbvtBroadphase broadphase;
    btDeformableBodySolver solver;
    btDeformableMultiBodyConstraintSolver constraints;
    btDeformableMultiBodyDynamicsWorld world{&dispatcher, &broadphase, &constraints, &configuration, &solver};
    std::unique_ptr<btDeformableLagrangianForce> force;
    std::unique_ptr<btSphereShape> shape;
    std::unique_ptr<btRigidBody> ball;
    std::unique_ptr<btSoftBody> body;
    std::vector<int> base; ///< nodes held at the bottom

    World() { constraints.setDeformableSolver(&solver); }
    ~World() {
        if (ball) world.removeRigidBody(ball.get());
        if (body) world.removeSoftBody(body.get());
    }
};

void makeBody(World& w, const ReferenceCase& reference, const BulletSettings& s) {
    const double thickness = 0.1 * static_cast<double>(reference.thicknessMm());
    const double fine = 0.4 * 8.0 / s.across;
    const auto half = graded(s.across / 2, kHalfWidth, fine), down = graded(s.deep, thickness, fine);
    std::vector<double> line;
    for (std::size_t i = half.size(); i-- > 1;) line.push_back(-half[i]);
    line.insert(line.end(), half.begin(), half.end());
    const int n = s.across, m = s.deep;
    const auto at = [&](int i, int j, int k) { return (k * (n + 1) + j) * (n + 1) + i; };
    std::vector<btVector3> places;
    for (int k = 0; k <= m; ++k)
        for (int j = 0; j <= n; ++j)
            for (int i = 0; i <= n; ++i)
                places.push_back(btVector3(static_cast<btScalar>(line[static_cast<std::size_t>(i)]),
                                           static_cast<btScalar>(line[static_cast<std::size_t>(j)]),
                                           static_cast<btScalar>(-down[static_cast<std::size_t>(k)])));
    w.body =
        std::make_unique<btSoftBody>(&w.world.getWorldInfo(), static_cast<int>(places.size()), places.data(), nullptr);
    btSoftBody& b = *w.body;
    std::vector<double> mass(places.size(), 0.0);
    std::set<std::pair<int, int>> edges;
    // five tetrahedra a cell, mirrored from cell to cell so that faces meet
    static constexpr int kFive[2][5][4] = {{{0, 1, 2, 4}, {3, 2, 1, 7}, {5, 4, 7, 1}, {6, 7, 4, 2}, {1, 2, 4, 7}},
                                           {{1, 3, 0, 5}, {2, 0, 3, 6}, {4, 5, 6, 0}, {7, 6, 5, 3}, {0, 3, 5, 6}}};
    for (int k = 0; k < m; ++k)
        for (int j = 0; j < n; ++j)
            for (int i = 0; i < n; ++i)
                for (const auto& corners : kFive[(i + j + k) & 1]) {
                    int t[4];
                    for (int a = 0; a < 4; ++a)
                        t[a] = at(i + (corners[a] & 1), j + ((corners[a] >> 1) & 1), k + (corners[a] >> 2));
                    const auto p = [&](int a) { return places[static_cast<std::size_t>(t[a])]; };
                    btScalar volume = (p(1) - p(0)).cross(p(2) - p(0)).dot(p(3) - p(0)) / 6.0f;
                    if (volume < 0.0f) {
                        std::swap(t[2], t[3]);
                        volume = -volume;
                    }
                    b.appendTetra(t[0], t[1], t[2], t[3]);
                    for (int a = 0; a < 4; ++a) {
                        mass[static_cast<std::size_t>(t[a])] += 0.25 * static_cast<double>(volume); // 1 g/cm3
                        for (int c = a + 1; c < 4; ++c) edges.insert({std::min(t[a], t[c]), std::max(t[a], t[c])});
                    }
                }
    for (const auto& [a, c] : edges) b.appendLink(a, c, nullptr, false); // without force: its trees need neighbours
    for (int j = 0; j < n; ++j)
        for (int i = 0; i < n; ++i) {
            const int a = at(i, j, 0), c = at(i + 1, j, 0), d = at(i, j + 1, 0), e = at(i + 1, j + 1, 0);
            const bool even = ((i + j) & 1) == 0;
            b.appendFace(a, c, even ? d : e);
            b.appendFace(even ? c : a, e, d);
        }
    b.setSpringStiffness(0.0f);
    b.m_cfg.kDF = 0.0f;
    b.m_cfg.kDP = 0.0f;
    b.m_cfg.drag = 0.0f;
    b.m_cfg.kKHR = 1.0f;
    b.m_cfg.kCHR = 1.0f;
    b.m_cfg.m_maxStress = 0.0f;
    b.m_cfg.collisions =
        btSoftBody::fCollision::SDF_RD | (s.faces ? btSoftBody::fCollision::SDF_RDF : btSoftBody::fCollision::SDF_RDN);
    b.getCollisionShape()->setMargin(kMargin);
    b.m_sleepingThreshold = 0.0f;
    b.setActivationState(DISABLE_DEACTIVATION);
    for (int node = 0; node < static_cast<int>(places.size()); ++node) {
        const bool held = node >= at(0, 0, m);
        if (held) w.base.push_back(node);
        b.setMass(node, held ? 0.0f : static_cast<btScalar>(mass[static_cast<std::size_t>(node)]));
    }
    b.initializeDmInverse();
    b.m_tetraScratches.resize(b.m_tetras.size());
    b.m_tetraScratchesTn.resize(b.m_tetras.size());
    w.world.addSoftBody(&b);
    const double young = kStressPerKPa * static_cast<double>(reference.law().young);
    const double nu = static_cast<double>(reference.law().poisson);
    const double mu = young / (2.0 * (1.0 + nu)), lambda = young * nu / ((1.0 + nu) * (1.0 - 2.0 * nu));
    if (s.law == BulletSettings::Law::Corotated)
        w.force = std::make_unique<btDeformableLinearElasticityForce>(static_cast<btScalar>(mu),
                                                                      static_cast<btScalar>(lambda), 0.0f, s.damping);
    else // its parameters are not Lame's; Smith, de Goes and Kim 2018, section 3.4
        w.force = std::make_unique<btDeformableNeoHookeanForce>(
            static_cast<btScalar>(4.0 / 3.0 * mu), static_cast<btScalar>(lambda + 5.0 / 6.0 * mu), s.damping);
    w.world.addForce(&b, w.force.get());
}

/// What the bottom holds against, N: at rest the force on the ball.
double baseForce(World& w) {
    w.body->updateDeformation();
    btAlignedObjectArray<btVector3> forces;
    forces.resize(w.body->m_nodes.size());
    for (int n = 0; n < forces.size(); ++n) forces[n].setZero();
    w.force->addScaledExplicitForce(1.0f, forces);
    double sum = 0.0;
    for (const int node : w.base) sum -= static_cast<double>(forces[node].z());
    return kNewtonPerDyn * sum;
}

} // namespace

std::optional<CaseRun> runBullet(const ReferenceCase& reference, const BulletSettings& settings) {
    World w;
    w.world.setGravity(btVector3(0, 0, 0));
    w.world.getWorldInfo().m_gravity.setZero();
    w.world.getWorldInfo().m_sparsesdf.setDefaultVoxelsz(0.1f);
    w.world.getWorldInfo().m_sparsesdf.Initialize();
    w.world.setImplicit(true);
    w.world.setLineSearch(false);
    w.world.setUseProjection(true);
    btContactSolverInfo& info = w.world.getSolverInfo();
    info.m_deformable_erp = 0.2f;
    info.m_deformable_cfm = 0.0f;
    info.m_deformable_maxErrorReduction = 0.5f;
    info.m_leastSquaresResidualThreshold = 1e-6f;
    info.m_splitImpulse = false;
    info.m_numIterations = 100;
    makeBody(w, reference, settings);
    const auto radius = static_cast<btScalar>(0.1f * reference.body.radius);
    const btScalar depth = 0.1f * kBenchDepthMm;
    // a heavy body that is moved: contact with kinematic bodies does not take their speed
    constexpr btScalar kHeavy = 1e6f;
    w.shape = std::make_unique<btSphereShape>(radius);
    w.ball = std::make_unique<btRigidBody>(kHeavy, nullptr, w.shape.get(), btVector3(kHeavy, kHeavy, kHeavy));
    w.ball->setFriction(0.0f);
    w.ball->setActivationState(DISABLE_DEACTIVATION);
    w.world.addRigidBody(w.ball.get());

    CaseRun run;
    run.settings = settings.text();
    run.elements = w.body->m_tetras.size();
    run.curve = {{0.0f, 0.0f}};
    const int steps = 60 * settings.stepsPerFrame;
    const btScalar dt = 1.0f / static_cast<btScalar>(steps);
    for (int n = 1; n <= steps; ++n) {
        btTransform place;
        place.setIdentity();
        place.setOrigin(btVector3(0, 0, radius - depth * static_cast<btScalar>(n - 1) * dt));
        w.ball->setWorldTransform(place);
        w.ball->setInterpolationWorldTransform(place);
        w.ball->setLinearVelocity(btVector3(0, 0, -depth));
        w.ball->setAngularVelocity(btVector3(0, 0, 0));
        const double start = threadSeconds();
        w.world.stepSimulation(dt, 1, dt);
        run.secondsPerSimulatedSecond += threadSeconds() - start;
        if (n % settings.stepsPerFrame == 0)
            run.curve.push_back({10.0f * depth * static_cast<float>(n) * dt, static_cast<float>(baseForce(w))});
    }
    run.error = reference.error(run.curve);
    return run;
}

#else

bool haveBullet() {
    return false;
}

std::optional<CaseRun> runBullet(const ReferenceCase&, const BulletSettings&) {
    return std::nullopt;
}

#endif

} // namespace app::bench
